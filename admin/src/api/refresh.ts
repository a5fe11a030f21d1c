/** What is asked anew after a write to a product. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { keys } from './keys.js';

/** Comes back when what is on the page is fresh. */
export function useRefresh(): (sku: string) => Promise<void> {
  const queries = useQueryClient();
  return useCallback(
    async (sku) => {
      const stale = [keys.product(sku), keys.products, keys.journal, keys.trash, keys.altTexts];
      await Promise.all(stale.map((queryKey) => queries.invalidateQueries({ queryKey })));
    },
    [queries],
  );
}
