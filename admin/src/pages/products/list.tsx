/** Rows that are drawn only where they can be seen, so that a million is as light as ten. */
import { Checkbox, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListedProduct } from '../../../../client/index.js';
import { SMALL } from '../../api/queries.js';
import { Picture } from '../../pieces/picture.js';
import './products.css';

const ROW_PX = 76;
/** Of the next page, so many rows before the last one. */
const AHEAD = 20;

interface Props {
  readonly products: readonly ListedProduct[];
  readonly chosen: ReadonlySet<string>;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly onToggle: (sku: string) => void;
  readonly onMore: () => void;
}

export function ProductList({ products, chosen, hasMore, isLoadingMore, onToggle, onMore }: Props) {
  const { t } = useTranslation('products');
  const box = useRef<HTMLUListElement>(null);
  const [topPx, setTopPx] = useState(0);
  useLayoutEffect(() => setTopPx(box.current?.offsetTop ?? 0), []);
  const rows = useWindowVirtualizer({ count: products.length, estimateSize: () => ROW_PX, overscan: 8, scrollMargin: topPx });
  const visible = rows.getVirtualItems();
  const last = visible.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && !isLoadingMore && last >= products.length - AHEAD) onMore();
  }, [hasMore, isLoadingMore, last, products.length, onMore]);
  return (
    <>
      <ul ref={box} className="card products" aria-label={t('list')} style={{ height: rows.getTotalSize() }}>
        {visible.map(({ index, start, key }) => {
          const product = products[index];
          if (product === undefined) return null;
          return (
            <li
              key={key}
              className="product"
              aria-setsize={hasMore ? -1 : products.length}
              aria-posinset={index + 1}
              style={{ height: ROW_PX, transform: `translateY(${start - topPx}px)` }}
            >
              <Checkbox aria-label={t('select', { sku: product.sku })} checked={chosen.has(product.sku)} onChange={() => onToggle(product.sku)} />
              <span className="product-picture">
                <Picture facts={product.picture} preset={SMALL} alt="" sizes="56px" />
              </span>
              <Link to="/products/$sku" params={{ sku: product.sku }} className="product-link">
                <Text component="span" fw={600} truncate dir="auto" display="block">
                  {product.name ?? t('unnamed')}
                </Text>
                <Text component="span" size="sm" c="dimmed" truncate display="block">
                  <Text component="span" ff="monospace" inherit>
                    {product.sku}
                  </Text>
                  {product.overrides && <span className="overridden"> · {t('own')}</span>}
                </Text>
              </Link>
              <Text size="sm" c="dimmed" className="product-count">
                {product.entries === 0 ? t('none') : t('pictures', { count: product.entries })}
              </Text>
            </li>
          );
        })}
      </ul>
      {isLoadingMore && (
        <Text size="sm" c="dimmed" ta="center" role="status">
          {t('more')}
        </Text>
      )}
    </>
  );
}
