/** Attribute sets: which products may have pictures, and which roles these may play. */
import { Badge, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AttributeSet } from '../../../../../client/index.js';
import { EmptyState } from '../../../pieces/notices.js';
import { useRoleName } from '../../../pieces/role-name.js';
import { setsQuery } from '../queries.js';
import { useMayChangeSettings } from '../rights.js';
import { SectionHead, SectionRows } from '../section.js';
import { AddSetDialog } from './add-dialog.js';

export function SetsSection() {
  const { t } = useTranslation('settings');
  const mayChange = useMayChangeSettings();
  const [isAdding, adding] = useDisclosure();
  const query = useQuery(setsQuery);
  return (
    <Stack gap="md">
      <SectionHead title={t('sections.sets')} about={t('sets.about')} action={mayChange ? t('sets.add') : undefined} onAction={adding.open} />
      <SectionRows
        query={query}
        label={t('sections.sets')}
        keyOf={({ id }) => id}
        row={(set) => <SetRow set={set} />}
        empty={<EmptyState icon="settings" title={t('sets.none')} />}
      />
      <AddSetDialog known={[...new Set(query.data?.flatMap(({ roles }) => roles) ?? [])]} isOpen={isAdding} onClose={adding.close} />
    </Stack>
  );
}

function SetRow({ set: { id, name, has_gallery: hasGallery, roles } }: { readonly set: AttributeSet }) {
  const { t } = useTranslation('settings');
  const roleName = useRoleName();
  return (
    <>
      <div className="settings-facts">
        <Text fw={600} dir="auto">
          {name}
        </Text>
        <Text size="sm" c="dimmed">
          {t('sets.number', { id })}
        </Text>
      </div>
      <Group gap={6} component="span">
        {!hasGallery ? (
          <Badge variant="light" color="yellow" tt="none">
            {t('sets.noGallery')}
          </Badge>
        ) : roles.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('sets.noRoles')}
          </Text>
        ) : (
          roles.map((role) => (
            <Badge key={role} variant="light" tt="none">
              {roleName(role)}
            </Badge>
          ))
        )}
      </Group>
    </>
  );
}
