/** Bars of what more nodes cost and do, as an SVG that is readable on light and dark pages. */

const [WIDTH, PANEL, SLOT, TOP] = [720, 210, 54, 56];
const STYLE = `text{font:12px system-ui,sans-serif;fill:#333}.title{font-weight:600}.faint{fill:#777}.one{fill:#2f6fb0}.two{fill:#d98324}.axis{stroke:#999}
@media(prefers-color-scheme:dark){text{fill:#ddd}.faint{fill:#999}.one{fill:#6ea8e0}.two{fill:#e8a558}.axis{stroke:#777}}`;
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const short = (number) => (number >= 100 ? number.toFixed(0) : number.toFixed(1));

/** `steps`: `{ kind, nodes, rate, p99, nodeUs, databaseUs, paced }` each, `paced` the same at a rate that is offered; a panel a measure, a group of bars a kind. */
export function drawScale(steps) {
  const panels = [
    { title: 'Same rate each: CPU per request, us', second: 'PostgreSQL', parts: ({ paced: { nodeUs, databaseUs } }) => [nodeUs, databaseUs] },
    { title: 'As fast as they can: CPU per request, us', second: 'PostgreSQL', parts: ({ nodeUs, databaseUs }) => [nodeUs, databaseUs] },
    { title: 'As fast as they can: requests a second', parts: ({ rate }) => [rate] },
    { title: 'As fast as they can: p99, ms', parts: ({ p99 }) => [p99] },
  ];
  const height = TOP + panels.length * PANEL;
  const body = panels.map((panel, at) => drawPanel(panel, steps, TOP + at * PANEL)).join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="What more nodes cost and do">
<style>${STYLE}</style>
<text class="title" x="16" y="24">From one node to more over one PostgreSQL; nodes, database and load share the cores</text>
${body}
</svg>
`;
}

function drawPanel({ title, second, parts }, steps, top) {
  const kinds = [...new Set(steps.map(({ kind }) => kind))];
  const [bottom, room] = [top + PANEL - 60, PANEL - 96];
  const group = (WIDTH - 32) / kinds.length;
  // Each kind has a scale of its own: an upload costs many reads.
  const drawn = kinds.map((kind, nth) => {
    const mine = steps.filter((step) => step.kind === kind);
    const most = Math.max(...mine.map((step) => parts(step).reduce((sum, part) => sum + part, 0)));
    const slot = Math.min(SLOT, (group - 12) / mine.length);
    const bar = slot * 0.64;
    const bars = mine.map((step, at) => {
      const x = 24 + nth * group + at * slot;
      let y = bottom;
      const rects = parts(step).map((part, which) => {
        const size = (part / most) * room;
        y -= size;
        return `<rect class="${which === 0 ? 'one' : 'two'}" x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${bar.toFixed(1)}" height="${size.toFixed(1)}"/>`;
      });
      const value = short(parts(step).reduce((sum, part) => sum + part, 0));
      return `${rects.join('')}<text x="${(x + bar / 2).toFixed(1)}" y="${(y - 4).toFixed(1)}" text-anchor="middle">${value}</text><text class="faint" x="${(x + bar / 2).toFixed(1)}" y="${bottom + 14}" text-anchor="middle">${step.nodes}</text>`;
    });
    return `${bars.join('')}<text x="${24 + nth * group}" y="${bottom + 30}">${escaped(kind)}</text>`;
  });
  const legend =
    second === undefined
      ? ''
      : `<rect class="one" x="300" y="${top - 9}" width="10" height="10"/><text x="314" y="${top}">nodes</text><rect class="two" x="380" y="${top - 9}" width="10" height="10"/><text x="394" y="${top}">${second}</text>`;
  return `<text class="title" x="16" y="${top}">${title}</text>${legend}<line class="axis" x1="16" x2="${WIDTH - 16}" y1="${bottom}" y2="${bottom}"/>${drawn.join('')}`;
}
