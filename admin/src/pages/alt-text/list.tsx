import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { AltText } from '../../../../client/index.js';
import { useUser } from '../../api/session.js';
import { MoreButton } from '../../pieces/endless.js';
import { useStores } from '../../shell/stores.js';
import { useKeptTexts } from './kept-texts.js';
import { AltRow } from './row.js';
import './alt-text.css';

interface Props {
  readonly items: readonly AltText[];
  readonly query: Parameters<typeof MoreButton>[0]['query'];
}

export function AltList({ items, query }: Props) {
  const { t } = useTranslation('alt-text');
  const list = useRef<HTMLOListElement>(null);
  const { current } = useStores();
  const kept = useKeptTexts(useUser().name, current);
  /** To the next one that still lacks a text, else just the next one; one step back with -1. */
  function go(from: Element, step: 1 | -1, isToGap: boolean): void {
    const rows = [...(list.current?.children ?? [])];
    const at = rows.findIndex((row) => row.contains(from));
    const others = step === 1 ? rows.slice(at + 1) : rows.slice(0, Math.max(0, at)).reverse();
    const wanted = others.find((row) => !isToGap || row.getAttribute('data-gap') === 'true') ?? others[0];
    const field = wanted?.querySelector('textarea');
    if (field !== null && field !== undefined) {
      field.focus();
      field.select();
      wanted?.scrollIntoView({ block: 'center' });
    }
    if (step === 1 && others.length < 10 && query.hasNextPage && !query.isFetchingNextPage) query.fetchNextPage();
  }
  return (
    <>
      <ol ref={list} className="alt-rows" aria-label={t('list')}>
        {items.map((item) => (
          <AltRow key={`${item.entry} ${item.sku}`} item={item} kept={kept} onGo={go} />
        ))}
      </ol>
      <MoreButton query={query} count={items.length} />
    </>
  );
}
