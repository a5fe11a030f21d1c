/** How far each store view has come, as a bar; a click looks at it. */
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { AltCoverage } from '../../../../client/index.js';
import { api } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import { useFormats } from '../../formats.js';
import { ProblemNotice, RowSkeletons } from '../../pieces/notices.js';
import { useStores } from '../../shell/stores.js';

const PARTS = ['written', 'inherited', 'decorative', 'missing'] as const;

export function Coverage() {
  const { t } = useTranslation('alt-text');
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.altTexts, 'coverage'],
    queryFn: async ({ signal }) => (await api.readAltCoverage({}, { signal })).stores,
  });
  const list = useRef<HTMLUListElement>(null);
  const { current } = useStores();
  // Of many store views the one that is looked at comes into view.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another one is another card
  useEffect(() => {
    const card = list.current?.querySelector('[aria-current]')?.parentElement;
    if (list.current && card) list.current.scrollTop = card.offsetTop - 2;
  }, [current, data !== undefined]);
  if (data === undefined) return error === null ? <RowSkeletons count={1} height={84} /> : <ProblemNotice error={error} onRetry={() => void refetch()} />;
  return (
    <section aria-label={t('coverage')}>
      <ul ref={list} className="coverages">
        {data.map((one) => (
          <CoverageCard key={one.store} one={one} />
        ))}
      </ul>
      <Text size="xs" c="dimmed" className="coverage-legend" component="p" m={0}>
        {PARTS.map((part) => (
          <span key={part}>
            <span className={`coverage-dot coverage-${part}`} aria-hidden="true" /> {t(`states.${part}`)}
          </span>
        ))}
      </Text>
    </section>
  );
}

function CoverageCard({ one }: { readonly one: AltCoverage }) {
  const { t } = useTranslation('alt-text');
  const { nameOf } = useStores();
  const { number } = useFormats();
  const search = useSearch({ from: '/alt-text' });
  // Never 100 while something is missing.
  const percent = one.total === 0 ? 100 : Math.floor((100 * (one.total - one.missing)) / one.total);
  return (
    <li>
      <Link to="/alt-text" search={{ ...search, store: one.store === 'all' ? undefined : one.store }} className="card coverage" activeOptions={{ exact: true }}>
        <Text span size="sm" fw={600} truncate display="block" dir="auto">
          {nameOf(one.store)}
        </Text>
        <span className="coverage-bar" aria-hidden="true">
          {PARTS.map((part) => one[part] > 0 && <span key={part} className={`coverage-${part}`} style={{ flexGrow: one[part] }} />)}
        </span>
        <Text span size="xs" c="dimmed" display="block">
          {one.missing === 0 ? t('complete') : t('progress', { percent, count: one.missing, missing: number(one.missing) })}
        </Text>
      </Link>
    </li>
  );
}
