/** The part of JSON Schema (draft 7) that the committed schemas use. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly (string | null)[];
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly $ref?: string;
}
