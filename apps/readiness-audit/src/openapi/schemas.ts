import addFormats from 'ajv-formats';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { ApiDocument, Pointer } from './document.ts';
import { valueAt } from './operations.ts';

/** Nothing is fetched from here: the name under which the document is known to the validator. */
const NAME = 'audit:document';
const MOST_ERRORS = 5;

const OF_DOCUMENT = new WeakMap<object, Schemas>();

/** The schemas of a document, compiled once. */
export function schemasOf(document: Pick<ApiDocument, 'document'>): Schemas {
  const known = OF_DOCUMENT.get(document) ?? new Schemas(document);
  OF_DOCUMENT.set(document, known);
  return known;
}

/** Validates values against the schemas of one document. Refs, circular ones too, are followed where they stand. */
export class Schemas {
  readonly #ajv: Ajv2020;
  readonly #compiled = new Map<string, ValidateFunction | string>();
  readonly #document: ApiDocument['document'];

  constructor({ document }: Pick<ApiDocument, 'document'>) {
    this.#document = document;
    this.#ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false, logger: false, validateFormats: true, verbose: true });
    addFormats.default(this.#ajv);
    // Formats of OpenAPI that say nothing of a JSON value; unknown ones are passed over (OpenAPI 3.1 section 4.4).
    for (const format of ['binary', 'password', 'byte']) this.#ajv.addFormat(format, true);
    this.#ajv.addSchema(document, NAME);
  }

  /**
   * What is wrong with a value.
   * @param as sent or answered: what is `readOnly` is required of answers only, what is `writeOnly` of requests
   * @returns sentences such as `/items/0/id must be string`, at most 5; empty when it is valid
   */
  errors(schema: Pointer, value: unknown, as: 'request' | 'answer' = 'answer'): readonly string[] {
    const validate = this.#validator(schema);
    if (typeof validate === 'string') return [validate];
    if (validate(value)) return [];
    const told = (validate.errors ?? []).filter((error) => !isOfOthersOnly(error, as)).map(({ instancePath, message = 'is invalid', params }) => {
      const { additionalProperty, allowedValues } = params as { readonly additionalProperty?: string; readonly allowedValues?: readonly unknown[] };
      return `${instancePath === '' ? 'the whole' : instancePath} ${message}${additionalProperty === undefined ? '' : `: ${additionalProperty}`}${allowedValues === undefined ? '' : `: ${allowedValues.join(', ')}`}`;
    });
    return [...new Set(told)].slice(0, MOST_ERRORS);
  }

  /** Whether a schema allows a value; undefined where the schema cannot be used. */
  allows(schema: Pointer, value: unknown): boolean | undefined {
    const validate = this.#validator(schema);
    return typeof validate === 'string' ? undefined : validate(value);
  }

  /** @returns what validates by a schema, or why the schema itself cannot be used. */
  #validator(schema: Pointer): ValidateFunction | string {
    // Refs start at the root of the document: schemas of the same text are the same, wherever they stand, and are compiled once.
    const key = JSON.stringify([valueAt(this.#document, schema)]);
    const known = this.#compiled.get(key);
    if (known !== undefined) return known;
    const made = this.#compile(schema);
    this.#compiled.set(key, made);
    return made;
  }

  #compile(schema: Pointer): ValidateFunction | string {
    try {
      const [, fragment = ''] = schema.split('#');
      return this.#ajv.compile({ $ref: `${NAME}#${fragment.split('/').map(encodeURIComponent).join('/')}` });
    } catch (error) {
      return `the schema ${schema} cannot be used: ${(error as Error).message}`;
    }
  }
}

/** OpenAPI 3.0.3 section 4.7.24.2. */
function isOfOthersOnly({ keyword, params, parentSchema }: ErrorObject, as: 'request' | 'answer'): boolean {
  const { missingProperty = '' } = params as { readonly missingProperty?: string };
  const { properties = {} } = (parentSchema ?? {}) as { readonly properties?: Readonly<Record<string, { readonly writeOnly?: boolean; readonly readOnly?: boolean } | undefined>> };
  return keyword === 'required' && properties[missingProperty]?.[as === 'answer' ? 'writeOnly' : 'readOnly'] === true;
}
