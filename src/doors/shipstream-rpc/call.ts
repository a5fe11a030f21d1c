/** What a method of a resource is given, and what it is. */
import type { Resource } from '../../app/access.js';
import type { App } from '../../app/app.js';
import type { Foreseen } from '../../app/kept.js';
import type { Author } from '../../app/ports.js';
import type { Caller } from './caller.js';
import type { Dialect } from './dialect.js';
import type { FaultTable, Outcome } from './faults.js';
import type { Bound, Names } from './parameters.js';

export interface Call extends Caller {
  readonly app: App;
  readonly dialect: Dialect;
  /** How answers are written where prose and samples of the page differ. */
  readonly results: 'prose' | 'samples';
  /** Whether a new image is hidden where nobody says so. */
  readonly hidesNew: boolean;
  readonly by: Author;
  readonly args: Bound;
  /** Pictures that were cut out of the body, by the mark that stands for them. */
  readonly cuts: ReadonlyMap<string, Uint8Array>;
  /** Of the product that the arguments seem to name. */
  readonly foreseen?: Foreseen | undefined;
  /** The service's address, with a slash at its end. */
  readonly base: string;
}

/** JSON that is made already. */
export class Rendered {
  constructor(readonly text: string) {}
}

/** JSON that is made while it is sent. */
export class Streamed {
  constructor(readonly parts: AsyncIterable<string>) {}
}

export interface ResourceMethod {
  readonly name: string;
  readonly title: string;
  readonly resource: Resource;
  readonly params: Names;
  /** How many of them have to be given. */
  readonly required: number;
  readonly run: (call: Call) => Promise<Outcome>;
}
/** A row of what paths can name: `product_media.list` is the method `list` of a resource or of an alias of it. */
export interface ApiResource {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly title: string;
  readonly faults: FaultTable;
  readonly methods: readonly ResourceMethod[];
}
