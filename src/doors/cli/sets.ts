import type { Command } from 'commander';
import { parseRoleCode, type RoleCode } from '../../core/ids.js';
import { STANDARD_ROLES } from '../../core/roles.js';
import { CliFault, type Host, printList, withApp } from './host.js';

/** `vitrine set add|list`: attribute sets, each with the roles its products' pictures may play. */
export function setCommands(program: Command, host: Host): Command {
  const set = program.command('set').description('attribute sets and their picture roles');
  set
    .command('add <name>')
    .description('add an attribute set')
    .option('--role <codes>', 'roles, comma-separated', STANDARD_ROLES.join(','))
    .option('--no-gallery', 'its products have no pictures')
    .action((name: string, { role, gallery }: { role: string; gallery: boolean }) =>
      withApp(host, async ({ catalog }) => {
        if (name.trim() === '' || name.length > 255) throw new CliFault('a name has 1 to 255 characters', 2);
        const added = await catalog.addSet({ name, roles: rolesOf(role), hasGallery: gallery });
        if (!added.ok) throw new CliFault(`there is an attribute set ${name} already`);
        process.stdout.write(`added attribute set ${name} (${added.value.id})\n`);
      }),
    );
  set
    .command('list')
    .description('list the attribute sets')
    .option('--json', 'for programs')
    .action(({ json }: { json?: true }) =>
      withApp(host, async ({ catalog }) =>
        printList(
          (await catalog.shop()).sets.map(({ id, name, roles, hasGallery }) => ({ id, name, roles, gallery: hasGallery })),
          json,
        ),
      ),
    );
  return set;
}

function rolesOf(list: string): readonly RoleCode[] {
  return [...new Set(list.split(',').filter(Boolean))].map((text) => {
    const code = parseRoleCode(text.trim());
    if (code === undefined) throw new CliFault(`"${text}" is no role's code: a lower-case letter, then letters, digits and _`, 2);
    return code;
  });
}
