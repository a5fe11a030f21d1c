import type { Command } from 'commander';
import type { App } from '../../app/app.js';
import type { Prepared } from '../../app/preparing.js';
import type { Sku } from '../../core/ids.js';
import type { PresetQuery } from '../../core/presets.js';
import { CliFault, type Host, settingsOf, withApp } from './host.js';
import { createProgress } from './progress.js';

/** Pictures in work at once: enough that no process waits for the next one. */
const AT_ONCE = 4;

interface RenderOptions {
  readonly preset?: readonly string[];
  readonly product?: readonly string[];
  readonly all?: true;
}

/** `vitrine render`: makes the presets' renditions of pictures, those that are not there yet. One that cannot be made is a line, and exit 1 at the end. */
export function renderCommand(program: Command, host: Host): Command {
  return program
    .command('render')
    .description("make the presets' renditions before anybody asks; what is there already is left alone")
    .option('--preset <name...>', 'these presets; without: all of them')
    .option('--product <sku...>', 'of these products')
    .option('--all', 'of all products')
    .action(async ({ preset, product, all }: RenderOptions) => {
      if ((product === undefined) === (all === undefined)) throw new CliFault('say which: --product SKU or --all', 2);
      const presets = chosen(settingsOf(host).presets, preset);
      await withApp(host, (app) => renderAll(app, presets, product ?? [undefined]));
    });
}

function chosen(presets: Readonly<Record<string, PresetQuery>>, names: readonly string[] | undefined): Readonly<Record<string, PresetQuery>> {
  const unknown = names?.find((name) => !Object.hasOwn(presets, name));
  if (unknown !== undefined) throw new CliFault(`no preset ${unknown}; there are ${Object.keys(presets).join(', ')}`, 2);
  return names === undefined ? presets : Object.fromEntries(Object.entries(presets).filter(([name]) => names.includes(name)));
}

async function renderAll({ preparing }: App, presets: Readonly<Record<string, PresetQuery>>, skus: readonly (string | undefined)[]): Promise<void> {
  const paths: string[] = [];
  for (const sku of skus) {
    const found = await preparing.paths(sku as Sku | undefined);
    if (found === undefined) throw new CliFault(`no product ${sku}`);
    for await (const path of found) paths.push(path);
  }
  const tally = createTally(paths.length);
  let next = 0;
  const work = async () => {
    for (let path = paths[next++]; path !== undefined; path = paths[next++]) tally.add(await preparing.prepare(path, presets));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  tally.end();
}

function createTally(pictures: number): { add(one: Prepared): void; end(): void } {
  const total = { pictures: 0, made: 0, kept: 0, failed: 0 };
  const progress = createProgress();
  return {
    add({ path, made, kept, fault }) {
      total.pictures++;
      total.made += made;
      total.kept += kept;
      if (fault !== undefined) {
        total.failed++;
        progress.line(`${path}: ${fault}`);
      }
      progress.at(total.pictures, pictures, `${total.pictures} of ${pictures} pictures, ${total.made} renditions made`);
    },
    end() {
      progress.end();
      process.stdout.write(`${total.pictures} pictures: ${total.made} renditions made, ${total.kept} were there, ${total.failed} pictures failed\n`);
      if (total.failed > 0) throw new CliFault(`${total.failed} of ${pictures} pictures could not be made whole`);
    },
  };
}
