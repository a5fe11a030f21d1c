/** The secrets of a new integration. The service keeps no way to tell them again. */
import { Alert, Button, Checkbox, CopyButton, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IntegrationKeys } from '../../../../../client/index.js';
import { Icon } from '../../../pieces/icons.js';

const KEYS = ['consumer_key', 'consumer_secret', 'access_token', 'access_token_secret'] as const;

interface Props {
  /** undefined: closed. */
  readonly keys: IntegrationKeys | undefined;
  readonly onClose: () => void;
}
/** Closes only for who says that they are kept. */
export function KeysDialog({ keys, onClose }: Props) {
  const { t } = useTranslation('settings');
  return (
    <Modal
      opened={keys !== undefined}
      onClose={() => {}}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      size="lg"
      title={t('keys.title', { name: keys?.name ?? '' })}
    >
      {keys !== undefined && <Content keys={keys} onClose={onClose} />}
    </Modal>
  );
}

function Content({ keys, onClose }: { readonly keys: IntegrationKeys; readonly onClose: () => void }) {
  const { t } = useTranslation('settings');
  const [isKept, setKept] = useState(false);
  return (
    <Stack>
      <Alert variant="light" color="yellow" icon={<Icon name="warning" />} title={t('keys.once')}>
        {t('keys.about')}
      </Alert>
      {KEYS.map((key) => (
        <Group key={key} align="flex-end" gap="xs" wrap="nowrap">
          <TextInput
            label={t(`keys.${key}`)}
            value={keys[key]}
            readOnly
            flex={1}
            styles={{ input: { fontFamily: 'monospace', fontSize: 15 } }}
            onFocus={(event) => event.currentTarget.select()}
          />
          <Copy value={keys[key]} label={t('keys.copyOf', { what: t(`keys.${key}`) })} />
        </Group>
      ))}
      <Checkbox checked={isKept} onChange={(event) => setKept(event.currentTarget.checked)} label={t('keys.kept')} />
      <Group justify="flex-end">
        <Button onClick={onClose} disabled={!isKept}>
          {t('keys.done')}
        </Button>
      </Group>
    </Stack>
  );
}

/** Browsers let pages copy only where they came safely. */
function Copy({ value, label }: { readonly value: string; readonly label: string }) {
  const { t } = useTranslation('settings');
  if (!window.isSecureContext) return null;
  return (
    <CopyButton value={value} timeout={4000}>
      {({ copied, copy }) => (
        <Button variant="default" onClick={copy} aria-label={label} miw={110}>
          <span aria-live="polite">{t(copied ? 'keys.copied' : 'keys.copy')}</span>
        </Button>
      )}
    </CopyButton>
  );
}
