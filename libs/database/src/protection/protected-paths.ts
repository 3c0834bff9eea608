import type { Schema, SchemaType } from 'mongoose';
import { mongo } from 'mongoose';

/** Why a value is encrypted at rest. */
export type Protection = 'personal' | 'secret';

/** Stands for every key of a map, as Mongoose writes it: `answers.$*.reason`. */
export const ANY_KEY = '$*';

/** A protected place in a schema. */
export interface ProtectedPath {
  /** Dotted, without array positions: `contact.email`, `members.phone`. */
  readonly path: string;
  readonly segments: readonly string[];
  readonly protection: Protection;
  readonly normalise: ((value: string) => string) | undefined;
}

interface Marked extends SchemaType {
  schema?: Schema;
  embeddedSchemaType?: Marked;
  castFunction?: unknown;
  checkRequired?: (value: unknown) => boolean;
  isRequired?: boolean;
  required(required: boolean): this;
  _castFunction?: (value: unknown) => unknown;
  options: SchemaType['options'] & { protect?: Protection; blindIndex?: (value: string) => string };
}

/** Kinds whose single value is encrypted as a whole. */
const WHOLE = new Set(['String', 'Number', 'Boolean', 'Date', 'Mixed']);

/** Only ciphertext passes: a write that went round the repository fails instead of storing a plain value. */
function onlyCiphertext(type: Marked, path: string): void {
  type.cast = (value: unknown) => {
    if (value === null || value === undefined || value instanceof mongo.Binary) return value;
    throw new Error(`\`${path}\` is protected: it is written through its repository and found by blind().`);
  };
  // A String's own idea of "there" is a string; its validator is bound to the type that this one was copied from, so it is made anew.
  type.checkRequired = (value) => value instanceof mongo.Binary;
  if (type.isRequired === true) type.required(false).required(true);
}

function protectedPath(type: Marked, path: string, inArray: boolean): ProtectedPath {
  const { protect, blindIndex } = type.options;
  if (protect === undefined || !WHOLE.has(type.instance)) throw new Error(`\`${path}\`: a ${type.instance} cannot be protected; mark its elements, or make it Mixed.`);
  if (inArray && blindIndex !== undefined) throw new Error(`\`${path}\`: a blind index inside a list or a map is not supported.`);
  onlyCiphertext(type, path);
  return { path, segments: path.split('.'), protection: protect, normalise: blindIndex };
}

/**
 * Finds the protected places of a schema, also in nested objects, lists and maps of subdocuments, and closes them to plain values.
 * @throws Error when something is marked that cannot be protected.
 */
export function protectedPaths(schema: Schema, prefix = '', inArray = false): readonly ProtectedPath[] {
  const found: ProtectedPath[] = [];
  schema.eachPath((name, schemaType) => {
    const type = schemaType as Marked;
    const path = `${prefix}${name}`;
    const element = type.embeddedSchemaType;
    const many = inArray || type.instance === 'Array' || element !== undefined || name.endsWith(ANY_KEY);
    if (type.schema !== undefined) found.push(...protectedPaths(type.schema, `${path}.`, many));
    else if (element?.options.protect !== undefined) found.push(protectedPath(element, path, true));
    else if (type.options.protect !== undefined) found.push(protectedPath(type, path, many));
  });
  return found;
}
