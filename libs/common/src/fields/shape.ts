import type { Type } from '@nestjs/common';

/** What kind of JSON a field holds; form bodies and queries are turned from text by it. */
export type Shape =
  | { readonly kind: 'string' | 'integer' | 'number' | 'boolean' }
  | { readonly kind: 'object'; readonly of: () => Type }
  | { readonly kind: 'list'; readonly item: Shape; readonly max: number };

/** A scalar type: its shape, its OpenAPI schema and its rules in the order in which they are tried; the first that fails is reported. */
export interface Scalar {
  readonly shape: Shape;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly example: unknown;
  /** @param each whether the field is a list of such values. */
  readonly rules: (each: boolean) => readonly PropertyDecorator[];
}

/** What every field may say besides its type. */
export interface FieldOptions {
  /** It may be left out. */
  readonly optional?: true;
  /** It may be `null`. */
  readonly nullable?: true;
  /** Taken when it is left out; makes it optional. */
  readonly default?: unknown;
  readonly description?: string;
  /** Shown in the API's documentation; a valid one is made up where the type allows. */
  readonly example?: unknown;
}

/** What the edge knows of one field of a DTO. */
export interface FieldSpec {
  readonly shape: Shape;
  readonly optional: boolean;
  readonly nullable: boolean;
  /** undefined when there is none. */
  readonly fallback: unknown;
}
