/** Rows of the worklist: only those that can be seen are drawn, and those that somebody has been at, for they know more than the list. */
import { defaultRangeExtractor, type Range, useWindowVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AltText } from '../../../../client/index.js';
import { MoreButton } from '../../pieces/endless.js';
import type { KeptTexts } from './kept-texts.js';
import { AltRow, isGap, knownOf } from './row.js';
import './alt-text.css';

interface Props {
  readonly items: readonly AltText[];
  readonly kept: KeptTexts;
  readonly query: Parameters<typeof MoreButton>[0]['query'];
}
/** About as high as a row is, and what is between two. */
const [ROW_PX, GAP_PX] = [210, 12];
/** With fewer than so many left the next page is asked for. */
const AHEAD = 10;

export function AltList({ items, kept, query }: Props) {
  const { t } = useTranslation('alt-text');
  const list = useRef<HTMLOListElement>(null);
  const [topPx, setTopPx] = useState(0);
  useLayoutEffect(() => setTopPx((list.current?.getBoundingClientRect().top ?? 0) + scrollY));
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  /** Keeps its row for good: what was written and can be taken back there is known to nobody else. */
  const touch = useCallback((item: AltText) => setTouched((before) => (before.has(keyOf(item)) ? before : new Set([...before, keyOf(item)]))), []);
  const [focused, setFocused] = useState<string>();
  const fixed = useMemo(() => items.flatMap((item, at) => (touched.has(keyOf(item)) || keyOf(item) === focused ? [at] : [])), [items, touched, focused]);
  const rangeExtractor = useCallback((range: Range) => [...new Set([...defaultRangeExtractor(range), ...fixed])].sort((a, b) => a - b), [fixed]);
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => ROW_PX,
    gap: GAP_PX,
    overscan: 3,
    scrollMargin: topPx,
    rangeExtractor,
    useFlushSync: false,
  });

  /** Where the keyboard is sent; an object, as it may be sent to the same row again. */
  const [target, setTarget] = useState<{ readonly at: number }>();
  const next = useRef({ items, query });
  next.current = { items, query };
  /** To the next one that still lacks a text, else just the next one; one step back with -1. */
  const go = useCallback((from: number, step: 1 | -1, isToGap: boolean): void => {
    const { items, query } = next.current;
    const others = step === 1 ? items.map((_, at) => at).slice(from + 1) : [from - 1].filter((at) => at >= 0);
    // A row that is drawn knows what has been written since the list came.
    const lacks = (at: number): boolean => {
      const row = rowAt(list.current, at);
      return row === null ? isGap(knownOf(items[at] as AltText)) : row.querySelector('[data-gap="true"]') !== null;
    };
    const at = (isToGap ? others.find(lacks) : undefined) ?? others[0];
    const wanted = at === undefined ? undefined : items[at];
    if (at !== undefined && wanted !== undefined) {
      setFocused(keyOf(wanted));
      setTarget({ at });
    }
    if (step === 1 && others.length < AHEAD && query.hasNextPage && !query.isFetchingNextPage) query.fetchNextPage();
  }, []);
  // By then it is drawn, wherever it is.
  useEffect(() => {
    if (target === undefined) return;
    const row = rowAt(list.current, target.at);
    const field = row?.querySelector('textarea');
    field?.focus({ preventScroll: true });
    field?.select();
    row?.scrollIntoView({ block: 'center' });
  }, [target]);

  return (
    <>
      <ol ref={list} className="alt-rows" aria-label={t('list')} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const item = items[index];
          if (item === undefined) return null;
          return (
            <li
              key={keyOf(item)}
              ref={rows.measureElement}
              data-index={index}
              className="alt-place"
              aria-setsize={query.hasNextPage ? -1 : items.length}
              aria-posinset={index + 1}
              style={{ top: start - topPx }}
              onFocus={() => setFocused(keyOf(item))}
            >
              <AltRow at={index} item={item} kept={kept} onGo={go} onTouch={touch} />
            </li>
          );
        })}
      </ol>
      <MoreButton query={query} count={items.length} />
    </>
  );
}

const keyOf = ({ entry, sku }: AltText): string => `${entry} ${sku}`;
const rowAt = (list: HTMLElement | null, at: number): HTMLElement | null => list?.querySelector(`[data-index="${at}"]`) ?? null;
