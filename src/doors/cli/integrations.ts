import type { Command } from 'commander';
import { type GrantOptions, grantOf, grantRow, storesOf, withGrant } from './grants.js';
import { CliFault, type Host, printList, withApp } from './host.js';

/** `vitrine integration add|list|revoke`: programs that sign their requests, or send their access token as bearer. */
export function integrationCommands(program: Command, host: Host): Command {
  const integration = program.command('integration').description('programs that call the service');
  withGrant(integration.command('add <name>').description('add an integration; its secrets are shown this once'))
    .option('--json', 'for programs')
    .action(async (name: string, options: GrantOptions & { json?: true }) => {
      const grant = grantOf(name, options);
      const keys = await withApp(host, async ({ access, catalog }) => access.addIntegration({ ...grant, stores: await storesOf(options, catalog) }));
      if (keys === undefined) throw new CliFault(`there is an integration ${name} already`);
      const shown = {
        name,
        consumer_key: keys.consumerKey,
        consumer_secret: keys.consumerSecret,
        access_token: keys.accessToken,
        access_token_secret: keys.accessTokenSecret,
      };
      process.stdout.write(options.json ? `${JSON.stringify(shown)}\n` : linesOf(shown));
    });
  integration
    .command('revoke <name>')
    .description('refuse an integration from its next request on, for good')
    .action((name: string) =>
      withApp(host, async ({ integrations }) => {
        if (!(await integrations.revoke(name))) throw new CliFault(`there is no integration ${name}`);
      }),
    );
  integration
    .command('list')
    .description('list the integrations')
    .option('--json', 'for programs')
    .action(({ json }: { json?: true }) =>
      withApp(host, async ({ integrations }) =>
        printList(
          (await integrations.list()).map((one) => ({ ...grantRow(one), revoked: one.revoked })),
          json,
        ),
      ),
    );
  return integration;
}

const linesOf = (shown: Readonly<Record<string, string>>): string =>
  Object.entries(shown)
    .map(([key, value]) => `${key.padEnd('access_token_secret'.length)}  ${value}\n`)
    .join('');
