/** Renditions by name: which size each gives. */
import { Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Preset } from '../../../../../client/index.js';
import { EmptyState, ProblemNotice, RowSkeletons } from '../../../pieces/notices.js';
import { presetsQuery } from '../queries.js';
import { SectionHead } from '../section.js';

export function PresetsSection() {
  const { t } = useTranslation('settings');
  const { data, error, refetch } = useQuery(presetsQuery);
  return (
    <Stack gap="md">
      <SectionHead title={t('sections.presets')} about={t('presets.about')} />
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <RowSkeletons />}
      {data?.length === 0 && <EmptyState icon="picture" title={t('presets.none')} />}
      {data !== undefined && data.length > 0 && <PresetTable presets={data} />}
    </Stack>
  );
}

function PresetTable({ presets }: { readonly presets: readonly Preset[] }) {
  const { t } = useTranslation('settings');
  return (
    <div className="card">
      <Table.ScrollContainer minWidth={560}>
        <Table verticalSpacing="xs" horizontalSpacing="md">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('presets.name')}</Table.Th>
              <Table.Th scope="col">{t('presets.size')}</Table.Th>
              <Table.Th scope="col">{t('presets.query')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {presets.map(({ name, query }) => (
              <Table.Tr key={name}>
                <Table.Th scope="row" fw={500}>
                  {name}
                </Table.Th>
                <Table.Td style={{ whiteSpace: 'nowrap' }}>{sizeIn(query)}</Table.Td>
                <Table.Td>
                  <Text size="sm" ff="monospace" c="dimmed">
                    {decodeURIComponent(query)}
                  </Text>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </div>
  );
}

/** `240 × 300`; what is not bounded is `…`. */
function sizeIn(query: string): string {
  const asked = new URLSearchParams(query);
  return `${asked.get('width') ?? '…'} × ${asked.get('height') ?? '…'}`;
}
