import { readFileSync } from 'node:fs';
import path from 'node:path';
import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { Sentence } from '../cli/sentence.ts';
import { TARGET_SCHEMA } from './target-schema.ts';
import type { TargetFile } from './target-file.ts';

/** A target file with its environment filled in. */
export interface Target extends TargetFile {
  readonly name: string;
  /** Absolute; commands run and relative paths begin here. */
  readonly folder: string;
}

/**
 * Reads a target file.
 * @param file its path
 * @param environment what `${NAME}` stands for
 * @throws Sentence for what is no YAML, has an unknown or wrong member (with its line), or names a variable that is not set
 */
export function readTarget(file: string, environment: NodeJS.ProcessEnv): Target {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines });
  const [broken] = document.errors;
  if (broken !== undefined) throw new Sentence(`${file}:${lines.linePos(broken.pos[0]).line}: ${broken.message.split('\n')[0] ?? ''}`);
  const missing = new Set<string>();
  const filled = fill(document.toJS(), environment, missing);
  if (missing.size > 0) throw new Sentence(`${file} needs the environment ${missing.size === 1 ? 'variable' : 'variables'} ${[...missing].join(', ')}: set ${missing.size === 1 ? 'it' : 'them'} and run again.`);
  complain(file, filled, document, lines);
  const target = filled as TargetFile;
  return { ...target, name: target.name ?? new URL(target.baseUrl).host, folder: path.dirname(path.resolve(file)) };
}

function complain(file: string, value: unknown, document: Document, lines: LineCounter): void {
  const ajv = new Ajv2020({ allErrors: true, verbose: true, allowUnionTypes: true });
  addFormats.default(ajv);
  const validate = ajv.compile(TARGET_SCHEMA);
  if (validate(value)) return;
  // Of alternatives the one that was meant is not known; what stands deepest says most.
  const [first] = [...(validate.errors ?? [])].sort((one, other) => other.instancePath.length - one.instancePath.length);
  const { instancePath = '', message = 'is not understood', params = {} } = first ?? {};
  const parts = instancePath.split('/').slice(1);
  const { additionalProperty, allowedValues } = params as { readonly additionalProperty?: string; readonly allowedValues?: readonly string[] };
  const where = parts.length === 0 ? 'the file' : parts.join('.');
  const line = lineOf(document, lines, additionalProperty === undefined ? parts : [...parts, additionalProperty]);
  throw new Sentence(`${file}:${line}: ${additionalProperty === undefined ? `${where} ${message}${allowedValues === undefined ? '' : ` (${allowedValues.join(', ')})`}` : `${additionalProperty} is not known in ${where}`}. The members are described in the README under "Target file".`);
}

function lineOf(document: Document, lines: LineCounter, place: readonly string[]): number {
  const node = place.length === 0 ? document.contents : document.getIn(place, true);
  return isNode(node) && node.range ? lines.linePos(node.range[0]).line : 1;
}

/** `${NAME}` in all texts of a value. A text that is nothing else stays a text. */
function fill(value: unknown, environment: NodeJS.ProcessEnv, missing: Set<string>): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$\{(\w+)\}/g, (_, name: string) => {
      if (environment[name] === undefined) missing.add(name);
      return environment[name] ?? '';
    });
  }
  if (Array.isArray(value)) return value.map((one) => fill(one, environment, missing));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fill(one, environment, missing)]));
}
