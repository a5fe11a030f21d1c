/** What tells whether what is kept still stands: the counters of shop and access, and the version of each product. */
import { sql } from 'kysely';
import type { SkuKey } from '../../core/ids.js';
import type { SqlSpace } from './database.js';
import { isAmong } from './expressions.js';
import { createKeptAnswers } from './kept-answers.js';
import { prepared, type Session } from './prepared.js';

export interface Versions {
  counters(): Promise<{ readonly shop: number; readonly access: number }>;
  /** Changes with every write of the product and of the shop around it; undefined: no such product. */
  product(sku: SkuKey): Promise<string | undefined>;
}

/** No product's key, however its SKU is written: those are trimmed. */
const COUNTERS = ' ';

/** Where questions travel, both kinds go together: who asks, and for what, is found out in one statement. */
export function createVersions(space: Pick<SqlSpace, 'reader' | 'stamp' | 'isRemote'>): Versions {
  const { reader } = space;
  const answers = createKeptAnswers<string>(space, {
    one: (key) => (key === COUNTERS ? readCounters(reader) : readVersion(reader, key as SkuKey)),
    many: async (keys) => new Map((await versionsOf(reader, { skus: JSON.stringify(keys) })).map(({ key, version }) => [key, version])),
  });
  return {
    async counters() {
      const [shop, access] = (await answers(COUNTERS))?.split(' ').map(Number) ?? [];
      if (shop === undefined || access === undefined) throw new Error('the counters are missing');
      return { shop, access };
    },
    product: answers,
  };
}

export async function readVersion(session: Session, sku: SkuKey): Promise<string | undefined> {
  return (await versionOf(session, { sku }))[0]?.version;
}
const version = sql`p.id || ' ' || p.revision || ' ' || c.value`;
const versionOf = prepared(
  (_, { sku }: { sku: string }) => sql<{ version: string }>`
  select ${version} as version from product p join counter c on c.name = 'shop' where p.sku_key = ${sku}`,
);

const counters = sql`select ${sql.lit(COUNTERS)} as key, s.value || ' ' || a.value as version from counter s join counter a on a.name = 'access' where s.name = 'shop'`;
const readCounters = async (session: Session): Promise<string | undefined> => (await countersNow(session, {}))[0]?.version;
const countersNow = prepared(() => sql<{ version: string }>`${counters}`);

/** `skus`: a JSON list. */
const versionsOf = prepared(
  (_, { skus }: { skus: string }) => sql<{ key: string; version: string }>`
  ${counters} union all
  select p.sku_key, ${version} from product p join counter c on c.name = 'shop' where ${isAmong(sql.ref('p.sku_key'), skus)}`,
);
