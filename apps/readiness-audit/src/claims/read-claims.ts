import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { Sentence, sentenceOf } from '../cli/sentence.ts';
import { type ClaimsFile, COMPARES, UNITS } from './claim.ts';

const text = { type: 'string', minLength: 1 } as const;
const object = (properties: Record<string, unknown>, ...required: readonly string[]): Record<string, unknown> => ({ type: 'object', additionalProperties: false, properties, required });

const decider = { type: 'object', minProperties: 1, maxProperties: 1, additionalProperties: false, properties: { check: text, metric: text, nothing: text } } as const;
const claim = {
  ...object({ id: text, says: text, source: text, value: { type: ['number', 'boolean'] }, unit: { enum: UNITS }, compare: { enum: COMPARES }, tolerance: { type: 'number', minimum: 0 }, decidedBy: decider }, 'id', 'says', 'source', 'value', 'unit', 'decidedBy'),
  if: { properties: { unit: { const: 'holds' } } },
  then: { properties: { value: { type: 'boolean' } } },
  else: { properties: { value: { type: 'number' } } },
};
const SCHEMA = object({ maxAgeDays: { type: 'number', exclusiveMinimum: 0 }, claims: { type: 'array', minItems: 1, items: claim } }, 'claims');

/**
 * Reads a file of claims.
 * @throws Sentence for what cannot be read, is no YAML, or has a claim that is not understood, with its line
 */
export function readClaims(file: string): ClaimsFile {
  const lines = new LineCounter();
  const document = parseDocument(contentOf(file), { lineCounter: lines });
  const [broken] = document.errors;
  if (broken !== undefined) throw new Sentence(`${file}:${lines.linePos(broken.pos[0]).line}: ${broken.message.split('\n')[0] ?? ''}`);
  const value: unknown = document.toJS();
  const line = (place: readonly string[]): number => {
    const node = place.length === 0 ? document.contents : document.getIn(place, true);
    return isNode(node) && node.range ? lines.linePos(node.range[0]).line : 1;
  };
  const validate = new Ajv2020({ strictTypes: false }).compile(SCHEMA);
  if (!validate(value)) {
    const [first] = validate.errors ?? [];
    const parts = (first?.instancePath ?? '').split('/').slice(1);
    throw new Sentence(`${file}:${line(parts)}: ${parts.length === 0 ? 'the file' : parts.join('.')} ${complaintOf(first)}.`);
  }
  const { claims, ...rest } = value as ClaimsFile;
  const twice = claims.findIndex(({ id }, place) => claims.findIndex((one) => one.id === id) < place);
  if (twice >= 0) throw new Sentence(`${file}:${line(['claims', String(twice)])}: two claims are called ${claims[twice]?.id ?? ''}.`);
  return { ...rest, claims };
}

function complaintOf({ message = 'is not understood', params = {} }: Partial<ErrorObject> = {}): string {
  if ('allowedValues' in params) return `must be one of ${(params['allowedValues'] as readonly string[]).join(', ')}`;
  return 'additionalProperty' in params ? `${message} (${String(params['additionalProperty'])})` : message;
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Sentence(sentenceOf(error));
  }
}
