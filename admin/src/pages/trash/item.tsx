/** A removed entry, with the way back. */
import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { TrashItem } from '../../../../client/index.js';
import { api } from '../../api/client.js';
import { useRefresh } from '../../api/refresh.js';
import { useUser } from '../../api/session.js';
import { useFormats } from '../../formats.js';
import { Icon } from '../../pieces/icons.js';
import { ProblemNotice } from '../../pieces/notices.js';
import { ProductLink } from '../../pieces/product-link.js';
import { useRoleName } from '../../pieces/role-name.js';
import { useUndo } from '../../pieces/undo.js';
import './trash.css';

interface Props {
  readonly item: TrashItem;
  /** Among entries of many products: each says whose it is. */
  readonly showSku?: boolean;
}

/** Stands in a list (`ul`, class `trash-cards`). */
export function TrashCard({ item, showSku = false }: Props) {
  const { t } = useTranslation('trash');
  const { day, time } = useFormats();
  const roleName = useRoleName();
  const refresh = useRefresh();
  const offerUndo = useUndo();
  const { stores } = useUser();
  const { sku, entry, label, picture } = item;
  const name = label === null || label.trim() === '' ? t('shell:entryNumber', { entry }) : label;
  const restore = useMutation({
    mutationFn: () => api.restoreEntry({ sku, body: { entry } }),
    async onSuccess({ change }) {
      offerUndo(sku, change, t('restored'));
      await refresh(sku);
    },
  });
  return (
    <li className="card trash-card">
      <span className="picture picture-none trash-picture">
        {picture.thumbnail === null ? <Icon name="picture" size={28} /> : <img src={here(picture.thumbnail)} alt="" loading="lazy" decoding="async" />}
      </span>
      <Stack gap={6} p="sm" flex={1}>
        <Text fw={600} lineClamp={2} dir="auto">
          {name}
        </Text>
        {showSku && <ProductLink sku={sku} />}
        {(item.roles.length > 0 || item.media_type === 'external-video') && (
          <Group gap={4}>
            {item.media_type === 'external-video' && (
              <Badge variant="light" color="gray" tt="none">
                {t('video')}
              </Badge>
            )}
            {item.roles.map((role) => (
              <Badge key={role} variant="light" tt="none">
                {roleName(role)}
              </Badge>
            ))}
          </Group>
        )}
        <Text size="sm" c="dimmed">
          {t('removed', { by: item.by, time: time(item.removed_at) })}
        </Text>
        <Text size="sm" c="dimmed">
          {t('until', { time: day(item.gone_at) })}
        </Text>
        {restore.error !== null && <ProblemNotice error={restore.error} title={t('failed')} />}
        <Button
          mt="auto"
          size="sm"
          variant="default"
          leftSection={<Icon name="undo" size={16} />}
          disabled={stores !== 'every'}
          loading={restore.isPending}
          onClick={() => restore.mutate()}
          aria-label={t('restoreNamed', { name })}
        >
          {t('restore')}
        </Button>
      </Stack>
    </li>
  );
}

/** At the address that this page came from, whatever the service is called outside: the session counts here. */
function here(address: string): string {
  const { pathname, search } = new URL(address, location.href);
  return pathname + search;
}
