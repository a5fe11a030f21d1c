/** The service itself: its version, where it keeps things, and how much it takes. */
import { Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../formats.js';
import { ProblemNotice, RowSkeletons } from '../../../pieces/notices.js';
import { aboutQuery } from '../queries.js';
import { SectionHead } from '../section.js';

export function AboutSection() {
  const { t } = useTranslation('settings');
  const { number, size } = useFormats();
  const { data, error, refetch } = useQuery(aboutQuery);
  const limitWords = (name: string, limit: number) => (name.endsWith('bytes') ? size(limit) : limit === 0 ? t('service.unlimited') : number(limit));
  return (
    <Stack gap="md">
      <SectionHead title={t('sections.service')} about={t('service.about')} />
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <RowSkeletons />}
      {data !== undefined && (
        <>
          <dl className="card settings-terms">
            <Term name={t('service.version')} value={data.version} />
            <Term name={t('service.database')} value={data.database} />
            <Term name={t('service.blobs')} value={data.blobs} />
          </dl>
          <Title order={3} size="h4">
            {t('service.limitsTitle')}
          </Title>
          <dl className="card settings-terms">
            {Object.entries(data.limits).map(([name, limit]) => (
              <Term key={name} name={t(`service.limits.${name}`, { defaultValue: name })} value={limitWords(name, limit)} />
            ))}
          </dl>
        </>
      )}
    </Stack>
  );
}

const Term = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </>
);
