import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';

/** The SKU of a product, which leads to its gallery. */
export const ProductLink = ({ sku }: { readonly sku: string }) => (
  <Anchor ff="monospace" size="sm" dir="auto" renderRoot={(props) => <Link {...props} to="/products/$sku" params={{ sku }} />}>
    {sku}
  </Anchor>
);
