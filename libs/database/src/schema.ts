import { Schema, type SchemaDefinitionProperty } from 'mongoose';
import type { Protection } from './protection/protected-paths.js';

declare module 'mongoose' {
  // The parameter must stand here as it does in Mongoose.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  interface SchemaTypeOptions<T> {
    /** Encrypted at rest: `personal` is about a person, `secret` gives access to something. */
    protect?: Protection;
    /** Makes the protected value findable by equality; brings spellings of the same value to one (`(email) => email.toLowerCase()`). */
    blindIndex?: (value: string) => string;
  }
}

/** What every stored document has: an id, and a version that each write raises by one. */
export interface Stored {
  readonly _id: string;
  readonly v: number;
}

/** Every member of the document but those that the repository keeps itself. */
export type Definition<TDoc extends Stored> = { readonly [K in Exclude<keyof TDoc, '_id' | 'v'>]-?: SchemaDefinitionProperty };

/** Members that the repository keeps: nobody declares or sets them. */
export const RESERVED = ['_id', 'v', 'outbox', 'unrelayed', 'relayedTo', 'blind'] as const;

/**
 * The schema of a collection.
 * @param definition every member of `TDoc` but `_id` and `v`; a protected one is marked `{ type: String, protect: 'personal' }`.
 */
export function defineSchema<TDoc extends Stored>(definition: Definition<TDoc>): Schema {
  const reserved = RESERVED.find((name) => Object.hasOwn(definition, name));
  if (reserved !== undefined) throw new Error(`The member \`${reserved}\` is the repository's own.`);
  const members: Record<string, SchemaDefinitionProperty> = {
    _id: { type: String, required: true },
    v: { type: Number, required: true },
    ...(definition as Record<string, SchemaDefinitionProperty>),
    outbox: { type: [Schema.Types.Mixed], default: undefined },
    // When the earliest event happened that was not relayed yet, and the `seq` up to which all were.
    unrelayed: { type: Date, default: undefined },
    relayedTo: { type: Number, default: undefined },
    blind: { type: Schema.Types.Mixed, default: undefined },
  };
  return new Schema(members, { strict: 'throw', strictQuery: 'throw', versionKey: false, id: false, minimize: false, autoIndex: false });
}

/** A part of a document, for a member that is an object or a list of objects: `{ type: [defineSubdocument({ ... })] }`. */
export function defineSubdocument(definition: Record<string, SchemaDefinitionProperty>): Schema {
  return new Schema(definition, { _id: false, strict: 'throw', id: false, minimize: false });
}
