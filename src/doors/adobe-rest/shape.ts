/** What shapes are made of: the scalars, lists and data objects of this door. */
import type { ObjectShape, Shape } from './binder.js';

export const int: Shape = { kind: 'int' };
export const string: Shape = { kind: 'string' };
export const bool: Shape = { kind: 'bool' };
export const any: Shape = { kind: 'any' };
export const listOf = (of: ObjectShape): Shape => ({ kind: 'list', of });
export const object = (fields: Readonly<Record<string, Shape>>): ObjectShape => ({ kind: 'object', fields });

/** A data object that the schema knows by a name. */
export interface NamedShape extends ObjectShape {
  readonly name: string;
  /** Members that the original's schema calls required. The binder asks for none of them. */
  readonly required: readonly string[];
  /** Members whose null is a value of its own: "Use Default Value", or nothing there yet. */
  readonly nullable: readonly string[];
}
export const named = (name: string, fields: ObjectShape['fields'], required: readonly string[] = [], nullable: readonly string[] = []): NamedShape => ({
  ...object(fields),
  name,
  required,
  nullable,
});
/** The same with every member required. */
export const whole = (name: string, fields: ObjectShape['fields'], nullable?: readonly string[]): NamedShape =>
  named(name, fields, Object.keys(fields), nullable);

/** A part that is taken and not kept: of the schema alone. */
export interface UnkeptShape {
  readonly kind: 'any';
  readonly schema: Readonly<Record<string, unknown>>;
}
export const unkept = (schema: UnkeptShape['schema']): UnkeptShape => ({ kind: 'any', schema });
export const unkeptText = unkept({ type: 'string' });
export const unkeptObject = unkept({ type: 'object' });
export const unkeptIds = unkept({ type: 'array', items: { type: 'integer' } });
export const unkeptList = unkept({ type: 'array', items: { type: 'object' } });
