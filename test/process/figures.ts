/** What `/metrics` says, as rows. */
export interface Figure {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export async function figuresAt(url: string, headers: Readonly<Record<string, string>> = {}): Promise<readonly Figure[]> {
  const response = await fetch(url, { headers });
  if (response.status !== 200) throw new Error(`${url}: ${response.status}`);
  return (await response.text()).split('\n').flatMap((line) => {
    const [, name, labels = '', value] = /^([a-z_]+[a-z0-9_]*)(?:\{(.*)\})? (\S+)$/i.exec(line) ?? [];
    if (name === undefined) return [];
    return [{ name, labels: Object.fromEntries([...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, text]) => [key, text])), value: Number(value) }];
  });
}

/** Of all rows of a name that have these labels; undefined: there is none. */
export function sumOf(figures: readonly Figure[], name: string, labels: Readonly<Record<string, string>> = {}): number | undefined {
  const rows = figures.filter((row) => row.name === name && Object.entries(labels).every(([key, value]) => row.labels[key] === value));
  return rows.length === 0 ? undefined : rows.reduce((sum, { value }) => sum + value, 0);
}
