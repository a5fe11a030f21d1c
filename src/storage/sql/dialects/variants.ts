/** SQL in which databases differ, chosen when a query is compiled: whoever builds one need not know for which. */
import { type Expression, type OperationNode, type RawBuilder, RawNode, sql } from 'kysely';

export type DialectName = 'sqlite' | 'postgres';
type Variants = Readonly<Record<DialectName, RawBuilder<unknown>>>;
type VariantNode = RawNode & { readonly variants: Variants };

/** The same said in each database's own words. */
export function byDialect<T>(variants: Variants): RawBuilder<T> {
  const node: VariantNode = { ...RawNode.create([], []), variants };
  const expression: Expression<T> = { expressionType: undefined, toOperationNode: () => node };
  return sql<T>`${expression}`;
}

/** For a query compiler: what stands in a node for its database; undefined: the node says the same everywhere. */
export const variantOf = (node: RawNode, dialect: DialectName): OperationNode | undefined =>
  'variants' in node ? (node as VariantNode).variants[dialect].toOperationNode() : undefined;
