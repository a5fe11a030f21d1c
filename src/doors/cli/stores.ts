import type { Command } from 'commander';
import type { StoreRemains } from '../../app/ports.js';
import { defaultStore } from '../../app/stores.js';
import { type Result, refuse } from '../../core/fault.js';
import { parseStoreCode, type StoreCode } from '../../core/ids.js';
import { CliFault, type Host, printList, withApp } from './host.js';

/** `vitrine store add|rename|remove|list`. */
export function storeCommands(program: Command, host: Host): Command {
  const store = program.command('store').description('store views');
  store
    .command('add <code>')
    .description('add a store view; a new website is made with its group')
    .requiredOption('--name <name>', 'what people call it')
    .option('--website <code>', 'website it belongs to', 'base')
    .option('--locale <locale>', 'language and country', 'en_US')
    .action((code: string, { name, website, locale }: { name: string; website: string; locale: string }) =>
      withApp(host, async ({ catalog }) => {
        const place = website === 'base' ? website : codeOf(website, 'website');
        const added = must(await catalog.addStore({ code: codeOf(code, 'store view'), name: nameOf(name), website: place, locale }));
        process.stdout.write(`added store view ${added.code} (${added.id})\n`);
      }),
    );
  store
    .command('rename <code>')
    .description('change what people call a store view')
    .requiredOption('--name <name>', 'what people call it')
    .action((code: string, { name }: { name: string }) =>
      withApp(host, async ({ catalog }) => {
        must(await catalog.renameStore(codeOf(code, 'store view'), nameOf(name)));
      }),
    );
  store
    .command('remove <code>')
    .description('remove a store view with everything it overrides; says what goes, and does it with --yes')
    .option('--yes', 'do it')
    .action((code: string, { yes }: { yes?: true }) =>
      withApp(host, async ({ catalog, stores }) => {
        const parsed = codeOf(code, 'store view');
        if (defaultStore(await catalog.shop()).code === parsed) must(refuse({ code: 'store-needed', store: parsed }));
        const gone = must(yes ? await stores.remove(parsed) : await catalog.remains(parsed));
        process.stdout.write(`${yes ? 'removed' : 'would remove'} store view ${code}: ${countOf(gone)}\n`);
        if (!yes) throw new CliFault('nothing was removed; say --yes to do it', 2);
      }),
    );
  store
    .command('list')
    .description('list the store views')
    .option('--json', 'for programs')
    .action(({ json }: { json?: true }) =>
      withApp(host, async ({ catalog }) =>
        printList(
          (await catalog.shop()).stores.map(({ id, code, name, website, locale }) => ({ id, code, name, website, locale })),
          json,
        ),
      ),
    );
  return store;
}

const countOf = ({ values, roles, attributes }: StoreRemains): string =>
  `${values} picture values, ${roles} roles and ${attributes} product attributes that it overrides`;

function codeOf(text: string, what: string): StoreCode {
  const code = parseStoreCode(text);
  if (code === undefined)
    throw new CliFault(`"${text}" is no code of a ${what}: a lower-case letter, then letters, digits and _, 32 at most, not all or admin`, 2);
  return code;
}

function nameOf(text: string): string {
  if (text.trim() === '' || text.length > 255) throw new CliFault('--name has to be 1 to 255 characters', 2);
  return text;
}

function must<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  const { fault } = result;
  if (fault.code === 'store-exists') throw new CliFault(`there is a store view ${fault.store} already`);
  if (fault.code === 'store-not-found') throw new CliFault(`there is no store view ${fault.store}`);
  if (fault.code === 'store-needed') throw new CliFault(`${fault.store} is the default store view and stays`);
  throw new CliFault(fault.code);
}
