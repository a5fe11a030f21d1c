import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { RESOURCES } from '../../app/access.js';
import type { User } from '../../app/ports.js';
import type { StoreCode } from '../../core/ids.js';
import { CliFault, type Host, printList, withApp } from './host.js';

interface PasswordOptions {
  readonly password?: string;
  readonly passwordStdin?: true;
}

/** `vitrine user add|passwd|remove|revoke|list`. */
export function userCommands(program: Command, host: Host): Command {
  const user = program.command('user').description('users of every door');
  withPassword(user.command('add <name>').description('add a user'))
    .option('--allow <resources>', `rights, comma-separated (default: all): ${Object.keys(RESOURCES).join(', ')}`)
    .option('--store <codes>', 'store views it may use, comma-separated (default: all)')
    .action(async (name: string, options: PasswordOptions & { allow?: string; store?: string }) => {
      const resources = resourcesOf(options.allow);
      const password = await passwordOf(options);
      if (name.trim() === '' || name.length > 255) throw new CliFault('a name has 1 to 255 characters', 2);
      await withApp(host, async ({ access, catalog }) => {
        const stores = storesOf(
          options.store,
          (await catalog.shop()).stores.map(({ code }) => code),
        );
        if (!(await access.addUser({ name, resources, stores }, password))) throw new CliFault(`there is a user ${name} already`);
      });
      process.stdout.write(`added user ${name}\n`);
    });
  withPassword(user.command('passwd <name>').description('set a password; its tokens end')).action(async (name: string, options: PasswordOptions) => {
    const password = await passwordOf(options);
    await withApp(host, async ({ access }) => found(name, await access.setPassword(name, password)));
  });
  user
    .command('remove <name>')
    .description('remove a user and its tokens')
    .action((name: string) => withApp(host, async ({ accounts }) => found(name, await accounts.remove(name))));
  user
    .command('revoke <name>')
    .description('end all tokens of a user')
    .action((name: string) =>
      withApp(host, async ({ accounts }) => {
        found(name, (await accounts.find(name)) !== undefined);
        process.stdout.write(`revoked ${await accounts.revokeTokens(name)} tokens of ${name}\n`);
      }),
    );
  user
    .command('list')
    .description('list the users')
    .option('--json', 'for programs')
    .action(({ json }: { json?: true }) =>
      withApp(host, async ({ accounts }) =>
        printList(
          (await accounts.list()).map(({ name, resources, stores }) => ({ name, resources: wordOf(resources), stores: wordOf(stores) })),
          json,
        ),
      ),
    );
  return user;
}

const wordOf = (list: User['resources'] | User['stores']): string | readonly string[] => (list === 'every' ? 'all' : list);

function withPassword(command: Command): Command {
  return command.option('--password <password>', 'its password').option('--password-stdin', 'read the password from standard input');
}

/** Asked for only at a terminal. */
async function passwordOf({ password, passwordStdin }: PasswordOptions): Promise<string> {
  const given = passwordStdin ? (await text(process.stdin)).replace(/\r?\n$/, '') : (password ?? (process.stdin.isTTY ? await askPassword() : undefined));
  if (given === undefined) throw new CliFault('say --password or --password-stdin', 2);
  if (given === '' || given.length > 1024) throw new CliFault('a password has 1 to 1024 characters', 2);
  return given;
}

/** What is typed is not shown. */
async function askPassword(): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  process.stderr.write('password: ');
  const answer = await lines.question('');
  lines.close();
  process.stderr.write('\n');
  return answer;
}

function resourcesOf(list: string | undefined): User['resources'] {
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

function storesOf(list: string | undefined, known: readonly StoreCode[]): User['stores'] {
  if (list === undefined) return 'every';
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

function found(name: string, there: boolean): void {
  if (!there) throw new CliFault(`there is no user ${name}`);
}
