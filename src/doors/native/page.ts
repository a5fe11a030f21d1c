/** The documents for people: one page, made of the same rows, with nothing from anywhere else. */
import { createHash } from 'node:crypto';
import { PROBLEMS } from './faults.js';
import { openApi } from './openapi.js';
import { OPERATION_SHAPES } from './operations.js';
import type { Route } from './route.js';
import { ROUTES } from './routes.js';

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --soft: #8882; }
body { max-width: 62rem; margin: 0 auto; padding: 2rem 1rem 6rem; font: 16px/1.55 system-ui, sans-serif; }
h1 { margin: 0 0 .25rem; } h2 { margin: 3rem 0 .5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
code, pre { font: 14px/1.5 ui-monospace, monospace; } pre { padding: .75rem 1rem; overflow-x: auto; background: var(--soft); border-radius: 6px; }
table { width: 100%; border-collapse: collapse; } th, td { padding: .35rem .5rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
nav ul { columns: 2; padding-left: 1.2rem; } .wide { overflow-x: auto; }
`;
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** `policy`: the page's Content-Security-Policy. */
export function docsPage(): { readonly html: string; readonly policy: string } {
  return { html: PAGE, policy: POLICY };
}

const safe = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
/** Words with \`code\` in them. */
const prose = (text: string): string => safe(text).replaceAll(/`([^`]*)`/g, '<code>$1</code>');
const code = (text: string): string => `<pre><code>${safe(text)}</code></pre>`;
const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<div class="wide"><table><thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead><tbody>${rows
    .map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`)
    .join('')}</tbody></table></div>`;

function curl({ method, example, isAnonymous }: Route): string {
  const parts = [`curl -X ${method} "$VITRINE${example.url}"`];
  if (isAnonymous !== true) parts.push('-H "Authorization: Bearer $TOKEN"');
  if (example.body !== undefined) parts.push("-H 'Content-Type: application/json'", `-d '${JSON.stringify(example.body, undefined, 1)}'`);
  return parts.join(' \\\n  ');
}

interface Shape {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
  readonly anyOf?: readonly Shape[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly items?: Shape;
  readonly patternProperties?: Readonly<Record<string, Shape>>;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly title?: string;
}

const linkTo = (type: string): string => `<a href="#type-${safe(type)}">${safe(type)}</a>`;

/** A schema in a few words, safe to stand in the page. */
function wordsOf(shape: Shape): string {
  const { $ref, type, anyOf, enum: values, const: only, items, patternProperties } = shape;
  if ($ref !== undefined) return linkTo($ref.split('/').at(-1) ?? '');
  if (only !== undefined) return safe(JSON.stringify(only));
  if (anyOf !== undefined) return anyOf.map(wordsOf).join(' or ');
  if (values !== undefined) return safe(`one of ${values.join(', ')}`);
  const [member] = Object.values(patternProperties ?? {});
  if (member !== undefined) return `by name: ${wordsOf(member)}`;
  return type === 'array' ? `list of ${wordsOf(items ?? {})}` : safe(type ?? 'anything');
}

function membersTable(shape: Shape | undefined, place: string): string {
  const required = new Set(shape?.required ?? []);
  const rows = Object.entries(shape?.properties ?? {}).map(([name, one]) => [
    `<code>${safe(name)}</code>${required.has(name) ? '' : ' (optional)'}`,
    wordsOf(one),
    prose(one.description ?? ''),
  ]);
  return rows.length === 0 ? '' : table([place, 'is', ''], rows);
}

/** What answers are made of; operations and bodies stand at their calls. */
function typesPart(): string {
  const { schemas } = openApi('').components as { schemas: Readonly<Record<string, Shape>> };
  const bodies = new Set(ROUTES.map(({ body }) => (body as Shape | undefined)?.title));
  return Object.entries(schemas)
    .filter(([name]) => !name.startsWith('Operation-') && !bodies.has(name))
    .map(
      ([name, shape]) =>
        `<h3 id="type-${safe(name)}">${safe(name)}</h3>${shape.description === undefined ? '' : `<p>${prose(shape.description)}</p>`}${membersTable(shape, 'Member')}`,
    )
    .join('');
}

const answerOf = ({ answer, answersImage = '204, and nothing else' }: Route): string =>
  answer === undefined ? answersImage : linkTo((answer as Shape).title ?? '');

const section = (row: Route): string => `
<section id="${row.name}"><h2>${safe(row.summary)}</h2>
<p><code>${row.method} /api/v1${safe(row.path)}</code></p><p>${prose(row.about)}</p>
${membersTable(row.query, 'In the query')}${row.isConditional === true ? `<p>${prose('With `If-Match` and the ETag of a gallery it changes only that version; to another one it answers 412 with what happened since.')}</p>` : ''}
${membersTable(row.body, 'In the body')}${row.name === 'patchGallery' ? OPERATIONS_PART : ''}
${row.name === 'patchGalleries' ? OPERATIONS_ELSEWHERE : ''}
${code(curl(row))}<p>Answers ${answerOf(row)}.</p></section>`;

const OPERATIONS_PART = `<p>${prose('Each of the `operations` names itself in `op`:')}</p>${table(
  ['Operation', 'Members', ''],
  Object.entries(OPERATION_SHAPES).map(([op, shape]) => [
    `<code>${op}</code>`,
    Object.keys(shape.properties)
      .filter((name) => name !== 'op')
      .map((name) => `<code>${name}</code>${(shape.required as readonly string[]).includes(name) ? '' : '?'}`)
      .join(' '),
    prose((shape as { description?: string }).description ?? ''),
  ]),
)}`;

const OPERATIONS_ELSEWHERE = '<p>The <code>operations</code> are those of <a href="#patchGallery">a patch of one product</a>.</p>';

const START = `curl -X POST "$VITRINE/api/v1/tokens" -H 'Content-Type: application/json' \\
  -d '{"username": "anna", "password": "…"}'`;

const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Vitrine API</title><style>${STYLE}</style></head>
<body><header><h1>Vitrine API</h1><p>${prose('See where a value comes from, change it safely, take it back. JSON in and out, below `/api/v1`.')}
<a href="/api/v1/openapi.json">OpenAPI 3.1</a></p></header>
<nav aria-label="Calls"><ul>${ROUTES.map((row) => `<li><a href="#${row.name}">${safe(row.summary)}</a></li>`).join('')}<li><a href="#types">What answers are made of</a></li><li><a href="#problems">Problems</a></li></ul></nav>
<main><h2>Start</h2><p>${prose('Everything but these pages takes a token. Get one and send it as `Authorization: Bearer …`:')}</p>${code(START)}
<p>${prose(
  'A value of a product’s picture is global, or overridden by a store view. Each one is told as a cell: `value`, `source` (`global` or the store view), `fallback` (what would be there without the override), `since`, `by`, and `change`, the number to take it back with.',
)}</p>
${ROUTES.map(section).join('')}
<section id="types"><h2>What answers are made of</h2>${typesPart()}</section>
<section id="problems"><h2>Problems</h2><p>${prose('What is refused comes as `application/problem+json`; `type` is one of these, `detail` says more, `request` names it in the log.')}</p>
${table(
  ['Type', 'Status', 'Meaning'],
  PROBLEMS.map(({ type, status, title }) => [`<code>${type}</code>`, `${status}`, safe(title)]),
)}</section></main></body></html>`;
