/** Where in which S3 bytes are to be kept, as its address says it. */

/** `prefix`: empty, or ends with a slash. */
export interface S3Place {
  readonly bucket: string;
  readonly prefix: string;
  readonly region: string | undefined;
  /** Absent: Amazon's own. */
  readonly endpoint: string | undefined;
  /** The bucket stands in the path and not in the host name. */
  readonly pathStyle: boolean;
}

const KNOWN = ['endpoint', 'region', 'path_style'];

/** Of `s3://bucket/prefix?endpoint=https://…&region=…&path_style=1`, without its scheme. Throws with what is wrong with it. */
export function parseS3Place(rest: string): S3Place {
  const wrong = (what: string) => new Error(`s3: ${what}; it goes s3://bucket/prefix?endpoint=https://…&region=…&path_style=1`);
  const [path = '', query = ''] = cut(rest.replace(/^\/\//, ''), '?');
  const [bucket, prefix] = cut(path, '/');
  const asked = new URLSearchParams(query);
  const unknown = [...asked.keys()].find((name) => !KNOWN.includes(name));
  if (unknown !== undefined) throw wrong(`no parameter ${unknown}`);
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) throw wrong('the bucket is no bucket name');
  // Signed spellings of other characters differ from server to server.
  const names = prefix.split('/').filter((name) => name !== '');
  if (!names.every((name) => /^(?!\.{1,2}$)[\w.-]+$/.test(name))) throw wrong('the prefix has letters, digits, `_`, `-` and `.` only, and no part `.` or `..`');
  const endpoint = asked.get('endpoint') ?? undefined;
  if (endpoint !== undefined && !isPlainOrigin(endpoint)) throw wrong('the endpoint is an http or https address without a user, a path or a query');
  // Who names an endpoint mostly has a server whose buckets have no host names.
  const pathStyle = asked.get('path_style') ?? String(endpoint !== undefined);
  if (!/^(true|false|1|0)$/.test(pathStyle)) throw wrong('path_style is true or false');
  return {
    bucket,
    prefix: names.map((name) => `${name}/`).join(''),
    region: asked.get('region') ?? undefined,
    endpoint,
    pathStyle: pathStyle === 'true' || pathStyle === '1',
  };
}

function cut(text: string, at: string): [string, string] {
  const index = text.indexOf(at);
  return index === -1 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}

function isPlainOrigin(text: string): boolean {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return false;
  const { username, password, pathname, search, hash } = new URL(text);
  return username === '' && password === '' && pathname === '/' && search === '' && hash === '';
}
