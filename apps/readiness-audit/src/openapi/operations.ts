import { escapedPart, isObject, type Json } from '../json.ts';
import { type Content, type DocumentedAnswer, METHODS, type Operation, type Parameter, type Pointer } from './document.ts';

const entries = (value: unknown): readonly (readonly [string, unknown])[] => (isObject(value) ? Object.entries(value) : []);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A place in a document: its value, and the pointer that leads there when its refs are followed. */
interface Place {
  readonly value: Json;
  readonly pointer: Pointer;
}

/** Reads operations out of a normalised document. */
class Reader {
  readonly #document: Json;

  constructor(document: Json) {
    this.#document = document;
  }

  /** Follows refs, a ring of them only once around. */
  at(value: unknown, pointer: Pointer): Place | undefined {
    let place = { value, pointer };
    for (let hops = 0; isObject(place.value) && typeof place.value['$ref'] === 'string' && hops < 32; hops += 1) {
      const ref = place.value['$ref'];
      place = { value: valueAt(this.#document, ref), pointer: ref };
    }
    return isObject(place.value) ? { value: place.value, pointer: place.pointer } : undefined;
  }

  content(value: unknown, pointer: Pointer): Readonly<Record<string, Content>> {
    return Object.fromEntries(entries(value).map(([type, media]) => {
      const place = this.at(media, `${pointer}/${escapedPart(type)}`);
      const deep = entries(place?.value['encoding']).filter(([, encoding]) => isObject(encoding) && encoding['style'] === 'deepObject').map(([name]) => name);
      return [type, { ...(place?.value['schema'] === undefined ? {} : { schema: `${place.pointer}/schema` }), examples: this.examples(place), ...(deep.length === 0 ? {} : { deep }) }];
    }));
  }

  examples(place: Place | undefined): readonly unknown[] {
    if (place === undefined) return [];
    const { example, examples, schema } = place.value;
    const named = entries(examples).map(([name, one]) => this.at(one, `${place.pointer}/examples/${escapedPart(name)}`)?.value['value']).filter((one) => one !== undefined);
    const ofSchema = this.at(schema, `${place.pointer}/schema`)?.value;
    return [...(example === undefined ? [] : [example]), ...named, ...(ofSchema?.['example'] === undefined ? [] : [ofSchema['example']]), ...list(ofSchema?.['examples'])];
  }

  parameter(value: unknown, pointer: Pointer): Parameter | undefined {
    const place = this.at(value, pointer);
    const { name, in: where, required, style, schema, content } = place?.value ?? {};
    if (place === undefined || typeof name !== 'string' || (where !== 'path' && where !== 'query' && where !== 'header' && where !== 'cookie')) return undefined;
    const [inContent] = Object.values(this.content(content, `${place.pointer}/content`));
    const pointed = schema === undefined ? inContent?.schema : `${place.pointer}/schema`;
    return { name, in: where, required: required === true || where === 'path', ...(typeof style === 'string' ? { style } : {}), ...(pointed === undefined ? {} : { schema: pointed }), examples: this.examples(place) };
  }

  answer(status: string, value: unknown, pointer: Pointer): DocumentedAnswer {
    const place = this.at(value, pointer);
    return { status, content: this.content(place?.value['content'], `${place?.pointer ?? pointer}/content`), headers: entries(place?.value['headers']).map(([name]) => name.toLowerCase()) };
  }
}

/** @returns the value at a pointer; undefined when it leads nowhere. */
export function valueAt(document: unknown, pointer: Pointer): unknown {
  if (!pointer.startsWith('#')) return undefined;
  return pointer.split('/').slice(1).reduce<unknown>((value, part) => (typeof value === 'object' && value !== null ? (value as Json)[decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')] : undefined), document);
}

/**
 * All operations of a document, in its order.
 * @param document normalised
 * @param basePath stands before each path; without a slash at its end
 */
export function operationsOf(document: Json, basePath: string): readonly Operation[] {
  const reader = new Reader(document);
  return entries(document['paths']).flatMap(([path, item]) => {
    const place = reader.at(item, `#/paths/${escapedPart(path)}`);
    if (place === undefined) return [];
    const common = parametersOf(reader, place.value['parameters'], `${place.pointer}/parameters`);
    return METHODS.filter((method) => isObject(place.value[method.toLowerCase()])).map((method) => operationOf(reader, document, { method, path: basePath + path, pointer: `${place.pointer}/${method.toLowerCase()}`, raw: place.value[method.toLowerCase()] as Json, common }));
  });
}

function operationOf(reader: Reader, document: Json, { method, path, pointer, raw, common }: Pick<Operation, 'method' | 'path' | 'pointer' | 'raw'> & { readonly common: readonly Parameter[] }): Operation {
  const own = parametersOf(reader, raw['parameters'], `${pointer}/parameters`);
  const body = reader.at(raw['requestBody'], `${pointer}/requestBody`);
  return {
    id: typeof raw['operationId'] === 'string' ? raw['operationId'] : `${method} ${path}`,
    method, path, pointer, raw,
    deprecated: raw['deprecated'] === true,
    parameters: [...common.filter((one) => !own.some(({ name, in: where }) => name === one.name && where === one.in)), ...own],
    ...(body === undefined ? {} : { body: { required: body.value['required'] === true, content: reader.content(body.value['content'], `${body.pointer}/content`) } }),
    answers: entries(raw['responses']).map(([status, answer]) => reader.answer(status, answer, `${pointer}/responses/${status}`)),
    security: securityOf(raw['security'] ?? document['security']),
  };
}

function parametersOf(reader: Reader, value: unknown, pointer: Pointer): readonly Parameter[] {
  return list(value).map((one, place) => reader.parameter(one, `${pointer}/${place}`)).filter((one) => one !== undefined);
}

/** OpenAPI 3.1 section 4.8.10: none for an empty list, optional where one of several asks for nothing. */
function securityOf(requirements: unknown): Operation['security'] {
  const all = list(requirements);
  if (all.length === 0) return 'none';
  const empty = all.filter((one) => isObject(one) && Object.keys(one).length === 0).length;
  if (empty === all.length) return 'none';
  return empty > 0 ? 'optional' : 'required';
}
