import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { type GrantOptions, grantOf, grantRow, storesOf, withGrant } from './grants.js';
import { CliFault, type Host, printList, withApp } from './host.js';

interface PasswordOptions {
  readonly password?: string;
  readonly passwordStdin?: true;
}

/** `vitrine user add|passwd|remove|revoke|list`. */
export function userCommands(program: Command, host: Host): Command {
  const user = program.command('user').description('users of every door');
  withGrant(withPassword(user.command('add <name>').description('add a user'))).action(async (name: string, options: PasswordOptions & GrantOptions) => {
    const grant = grantOf(name, options);
    const password = await passwordOf(options);
    await withApp(host, async ({ access, catalog }) => {
      const stores = await storesOf(options, catalog);
      if (!(await access.addUser({ ...grant, stores }, password))) throw new CliFault(`there is a user ${name} already`);
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
    .action(({ json }: { json?: true }) => withApp(host, async ({ accounts }) => printList((await accounts.list()).map(grantRow), json)));
  return user;
}

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

function found(name: string, there: boolean): void {
  if (!there) throw new CliFault(`there is no user ${name}`);
}
