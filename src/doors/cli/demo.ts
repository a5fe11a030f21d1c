import type { Command } from 'commander';
import type { Host } from './host.js';

/** `vitrine demo`. */
export function demoCommand(program: Command, _host: Host): Command {
  return program.command('demo').description('a throw-away shop with pictures, to try everything on');
}
