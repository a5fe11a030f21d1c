/** The files for operators name what there is: settings, figures, and nothing that cannot be read. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createMetrics } from '../../src/metrics/registry.js';
import { SETTING_ROWS } from '../../src/settings.js';

const FOLDER = fileURLToPath(new URL('../../deploy/', import.meta.url));
const FILES = readdirSync(FOLDER, { recursive: true, withFileTypes: true }).flatMap((file) => (file.isFile() ? [join(file.parentPath, file.name)] : []));
const textOf = (name: string) => readFileSync(join(FOLDER, name), 'utf8');

// The reader of a tool that is here anyway.
const inside = createRequire(createRequire(import.meta.url).resolve('@apidevtools/swagger-parser'));
const { load } = createRequire(inside.resolve('@apidevtools/json-schema-ref-parser'))('js-yaml') as { load(text: string): unknown };

test('every setting that they name exists', () => {
  const known = new Set(SETTING_ROWS.map(({ name }) => name));
  const named = FILES.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\bVITRINE_[A-Z0-9_]+\b/g)].map(([name]) => ({ file, name })));
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(({ name }) => !known.has(name))).toEqual([]);
});

test('YAML can be read, templates with a word in each gap', () => {
  const files = FILES.filter((file) => file.endsWith('.yaml'));
  expect(files.length).toBeGreaterThan(5);
  for (const file of files) {
    const filled = readFileSync(file, 'utf8')
      .replaceAll(/^\s*\{\{-.*\}\}\n/gm, '')
      .replaceAll(/\{\{.*?\}\}/g, 'word');
    expect(load(filled), file).toBeTypeOf('object');
  }
});

test('the two nodes of the compose file are the same but for their port and folder', () => {
  const { services } = load(textOf('compose.yaml')) as { services: Record<string, Record<string, unknown>> };
  const [one, two] = ['node-1', 'node-2'].map((name) => ({ ...services[name], ports: undefined, volumes: undefined }));
  expect(one).toEqual(two);
  expect(one).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
});

test('every figure of the dashboard exists', async () => {
  const metrics = createMetrics();
  metrics.watch({ version: '0', queued: async () => 0, storeViews: async () => 0, performed: () => 0 });
  const told = new Map([...(await metrics.read()).text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type]) => [name, type]));
  const exists = (name: string) => told.has(name) || (told.get(name.replace(/_(bucket|sum|count)$/, '')) === 'histogram' && /_(bucket|sum|count)$/.test(name));
  const { panels } = JSON.parse(textOf('grafana.json')) as { panels: { targets: { expr: string }[] }[] };
  const named = panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => expr.match(/\b(vitrine|process|nodejs)_[a-z0-9_]+/g) ?? []));
  expect(named.length).toBeGreaterThanOrEqual(panels.length);
  expect(named.filter((name) => !exists(name))).toEqual([]);
  const shown = new Set(named.map((name) => name.replace(/_(bucket|sum|count)$/, '')));
  const ours = [...told.keys()].filter((name) => name.startsWith('vitrine_') && !['vitrine_info', 'vitrine_store_views'].includes(name));
  expect(
    ours.filter((name) => !shown.has(name)),
    'and every one of ours is on it',
  ).toEqual([]);
});
