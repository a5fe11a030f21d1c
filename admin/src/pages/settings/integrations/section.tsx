/** Programs that call the service, each with keys of its own. */
import { Badge, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Integration } from '../../../../../client/index.js';
import { api } from '../../../api/client.js';
import { EmptyState } from '../../../pieces/notices.js';
import { AskButton } from '../ask-button.js';
import { GrantSummary } from '../grant-fields.js';
import { integrationsQuery } from '../queries.js';
import { SectionHead, SectionRows } from '../section.js';
import { AddIntegrationDialog } from './add-dialog.js';

export function IntegrationsSection() {
  const { t } = useTranslation('settings');
  const [isAdding, adding] = useDisclosure();
  return (
    <Stack gap="md">
      <SectionHead title={t('sections.integrations')} about={t('integrations.about')} action={t('integrations.add')} onAction={adding.open} />
      <SectionRows
        query={useQuery(integrationsQuery)}
        label={t('sections.integrations')}
        keyOf={({ name }) => name}
        row={(integration) => <IntegrationRow integration={integration} />}
        empty={
          <EmptyState icon="link" title={t('integrations.none')}>
            <Text c="dimmed" maw={520}>
              {t('integrations.noneAbout')}
            </Text>
          </EmptyState>
        }
      />
      <AddIntegrationDialog isOpen={isAdding} onClose={adding.close} />
    </Stack>
  );
}

function IntegrationRow({ integration }: { readonly integration: Integration }) {
  const { t } = useTranslation('settings');
  const { name, revoked } = integration;
  return (
    <>
      <div className="settings-facts">
        <Group gap="xs">
          <Text fw={600} dir="auto">
            {name}
          </Text>
          {revoked && (
            <Badge variant="light" color="red" tt="none">
              {t('integrations.revoked')}
            </Badge>
          )}
        </Group>
        {!revoked && <GrantSummary {...integration} />}
      </div>
      {!revoked && (
        <div className="settings-actions">
          <AskButton
            isDangerous
            word={t('integrations.revoke')}
            label={t('integrations.revokeOf', { name })}
            title={t('integrations.revokeTitle', { name })}
            about={t('integrations.revokeAbout')}
            action={t('integrations.revokeAction')}
            done={t('integrations.revokedNow')}
            failed={t('integrations.notRevoked')}
            write={() => api.revokeIntegration({ name })}
          />
        </div>
      )}
    </>
  );
}
