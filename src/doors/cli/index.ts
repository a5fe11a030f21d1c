/** The command line `vitrine`. Wrong use: a clear line on stderr and exit 2; a failure: exit 1. */
import { Command, CommanderError } from 'commander';
import { backupCommand } from './backup.js';
import { cacheCommands } from './cache.js';
import { copyCommand } from './copy.js';
import { demoCommand } from './demo.js';
import { gcCommand } from './gc.js';
import { healthCommand } from './health.js';
import { CliFault, type Host } from './host.js';
import { integrationCommands } from './integrations.js';
import { renderCommand } from './render.js';
import { restoreCommand } from './restore.js';
import { serveCommand } from './serve.js';
import { setCommands } from './sets.js';
import { storeCommands } from './stores.js';
import { userCommands } from './users.js';
import { verifyCommand } from './verify.js';
import { versionCommand } from './version.js';
import { workCommand } from './work.js';

/** A file each, and a line here. */
const COMMANDS = [
  serveCommand,
  workCommand,
  demoCommand,
  storeCommands,
  userCommands,
  integrationCommands,
  setCommands,
  renderCommand,
  cacheCommands,
  copyCommand,
  verifyCommand,
  gcCommand,
  backupCommand,
  restoreCommand,
  healthCommand,
  versionCommand,
] as const;

export async function runCli(argv: readonly string[], host: Host): Promise<void> {
  const program = new Command('vitrine').description('Product media service: one gallery per product, every store view its own values.').exitOverride();
  // Its words for stderr come in the error, too, and one line is enough.
  program.configureOutput({ writeErr: () => undefined });
  for (const add of COMMANDS) inherit(add(program, host), program);
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    process.exitCode = exitCode(error);
  }
}

/** Commander's exits come as errors, from each command of its own. */
function inherit(command: Command, program: Command): void {
  command.copyInheritedSettings(program);
  for (const sub of command.commands) inherit(sub, command);
}

function exitCode(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    const line = error.code === 'commander.help' ? 'a command is missing' : error.message.replace(/^error: /, '').replaceAll('\n', ' ');
    process.stderr.write(`vitrine: ${line} (see vitrine --help)\n`);
    return 2;
  }
  process.stderr.write(`vitrine: ${error instanceof Error ? error.message : 'failed'}\n`);
  return error instanceof CliFault ? error.exitCode : 1;
}
