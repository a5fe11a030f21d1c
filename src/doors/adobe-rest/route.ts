/** What a route is: a row that says everything about a call but how it is done. */

import type { Resource } from '../../app/access.js';
import type { App } from '../../app/app.js';
import type { Author, Shop } from '../../app/ports.js';
import type { Scope } from '../../core/scope.js';
import type { DoorOptions } from '../door.js';
import type { Answer } from './answer.js';
import type { Shape } from './binder.js';

export interface Call {
  readonly app: App;
  readonly options: DoorOptions;
  readonly shop: Shop;
  readonly scope: Scope;
  readonly by: Author;
  /** Path parameters and arguments, bound; by snake_case name. */
  readonly args: Readonly<Record<string, unknown>>;
  /** Pictures that were cut out of the body, by the mark that stands for them. */
  readonly cuts: ReadonlyMap<string, Uint8Array>;
  readonly query: () => URLSearchParams;
  /** The service's address, with a slash at its end. */
  readonly base: () => string;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `:name` is a parameter, with its shape in `params`. */
  readonly path: string;
  /** `anonymous`: nobody need sign in. */
  readonly resource: Resource | 'anonymous';
  readonly params?: Readonly<Record<string, Shape>>;
  /** Required arguments, from the body's top level. */
  readonly body?: Readonly<Record<string, Shape>>;
  readonly handle: (call: Call) => Promise<Answer>;
}
