/** Renditions by name: which size each gives. */
import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Preset } from '../../../../../client/index.js';
import { EmptyState } from '../../../pieces/notices.js';
import { presetsQuery } from '../queries.js';
import { SectionHead, SectionRows } from '../section.js';

export function PresetsSection() {
  const { t } = useTranslation('settings');
  return (
    <Stack gap="md">
      <SectionHead title={t('sections.presets')} about={t('presets.about')} />
      <SectionRows
        query={useQuery(presetsQuery)}
        label={t('sections.presets')}
        keyOf={({ name }) => name}
        row={(preset) => <PresetRow preset={preset} />}
        empty={<EmptyState icon="picture" title={t('presets.none')} />}
      />
    </Stack>
  );
}

const PresetRow = ({ preset: { name, query } }: { readonly preset: Preset }) => (
  <>
    <div className="settings-facts">
      <Text fw={600}>{name}</Text>
      <Text size="sm" ff="monospace" c="dimmed">
        {decodeURIComponent(query)}
      </Text>
    </div>
    <Text className="settings-number">{sizeIn(query)}</Text>
  </>
);

/** `240 × 300`; what is not bounded is `…`. */
function sizeIn(query: string): string {
  const asked = new URLSearchParams(query);
  return `${asked.get('width') ?? '…'} × ${asked.get('height') ?? '…'}`;
}
