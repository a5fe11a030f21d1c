/** `--allow` and `--store`: what a new user or integration may do. */
import type { Command } from 'commander';
import { RESOURCES } from '../../app/access.js';
import type { Catalog, Grant } from '../../app/ports.js';
import type { StoreCode } from '../../core/ids.js';
import { CliFault } from './host.js';

export interface GrantOptions {
  readonly allow?: string;
  readonly store?: string;
}

export function withGrant(command: Command): Command {
  return command
    .option('--allow <resources>', `rights, comma-separated (default: all): ${Object.keys(RESOURCES).join(', ')}`)
    .option('--store <codes>', 'store views it may use, comma-separated (default: all)');
}

/** What can be said before the data folder is opened. */
export function grantOf(name: string, { allow }: GrantOptions): Omit<Grant, 'stores'> {
  if (name.trim() === '' || name.length > 255) throw new CliFault('a name has 1 to 255 characters', 2);
  return { name, resources: resourcesOf(allow) };
}

function resourcesOf(list: string | undefined): Grant['resources'] {
  if (list === undefined) return 'every';
  const resources = partsOf(list);
  const unknown = resources.filter((resource) => !Object.hasOwn(RESOURCES, resource));
  if (unknown.length > 0 || resources.length === 0)
    throw new CliFault(
      `no such resource: ${unknown.join(', ') || '(none given)'}\nthere are:\n${Object.entries(RESOURCES)
        .map(([name, means]) => `  ${name}  ${means}`)
        .join('\n')}`,
      2,
    );
  return resources;
}

/** The rest of the grant. */
export async function storesOf({ store: list }: GrantOptions, catalog: Catalog): Promise<Grant['stores']> {
  if (list === undefined) return 'every';
  const known = (await catalog.shop()).stores.map(({ code }) => code);
  const codes = partsOf(list);
  const unknown = codes.filter((code) => !known.some((one) => one === code));
  if (unknown.length > 0 || codes.length === 0)
    throw new CliFault(`no such store view: ${unknown.join(', ') || '(none given)'}; there are ${known.join(', ')}`, 2);
  return codes as StoreCode[];
}

const partsOf = (list: string): string[] =>
  list
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

/** As lists show it. */
export const grantRow = ({ name, resources, stores }: Grant): Readonly<Record<string, unknown>> => ({
  name,
  resources: wordOf(resources),
  stores: wordOf(stores),
});

const wordOf = (list: Grant['resources'] | Grant['stores']): string | readonly string[] => (list === 'every' ? 'all' : list);
