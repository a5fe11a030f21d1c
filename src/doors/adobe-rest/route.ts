/** What a route is: a row that says everything about a call but how it is done. */

import type { Resource } from '../../app/access.js';
import type { App } from '../../app/app.js';
import type { Foreseen } from '../../app/kept.js';
import type { Author, Principal, Shop } from '../../app/ports.js';
import type { Scope } from '../../core/scope.js';
import type { DoorOptions } from '../door.js';
import type { Answer } from './answer.js';
import type { Argument, Shape } from './binder.js';
import type { FieldTree } from './projection.js';

/** Where a call happens, whether it came over HTTP or out of the queue. */
export interface Surroundings {
  readonly app: App;
  readonly options: DoorOptions;
  readonly shop: Shop;
  readonly scope: Scope;
  readonly principal: Principal;
  readonly by: Author;
  /** The service's address, with a slash at its end. */
  readonly base: () => string;
  /** Of the product that the path names, where it is only read. */
  readonly foreseen?: Foreseen | undefined;
}

export interface Call extends Surroundings {
  /** Bound arguments, from path, query and body alike; by snake_case name. */
  readonly args: Readonly<Record<string, unknown>>;
  /** Pictures that were cut out of the body, by the mark that stands for them. */
  readonly cuts: ReadonlyMap<string, Uint8Array>;
  /** The members that the caller wants of the answer; undefined: all. */
  readonly fields: FieldTree | 'malformed' | undefined;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `:name` is one of the arguments. */
  readonly path: string;
  /** `anonymous`: nobody need sign in. */
  readonly resource: Resource | 'anonymous';
  /** What the original calls it; topics, messages of bulk operations and the schema are made of it. */
  readonly operation: Operation;
  /** By snake_case name. */
  readonly args: Readonly<Record<string, Argument>>;
  /** What it answers. */
  readonly result: Shape;
  readonly handle: (call: Call) => Promise<Answer>;
}
export interface Operation {
  /** `Magento\Catalog\Api\ProductRepositoryInterface` */
  readonly interface: string;
  readonly method: string;
}
