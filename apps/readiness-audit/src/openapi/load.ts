import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { bundle, compileErrors, validate } from '@readme/openapi-parser';
import { parse } from 'yaml';
import { Unavailable } from '../gather/unavailable.ts';
import type { Json } from '../json.ts';
import type { ApiDocument } from './document.ts';
import { normalise, versionOf } from './normalise.ts';
import { operationsOf } from './operations.ts';

type Api = Parameters<typeof validate>[0];

/** Where services serve their document, the usual places first. */
export const USUAL_PLACES = [
  '/openapi.json', '/openapi.yaml', '/openapi.yml', '/docs/openapi.json', '/api/openapi.json', '/swagger.json', '/swagger/v1/swagger.json', '/docs-json', '/api-json', '/api/docs-json', '/api-docs', '/v3/api-docs', '/v2/api-docs', '/docs/json', '/documentation/json', '/api/swagger.json', '/swagger-json', '/api/v1/openapi.json', '/openapi', '/docs/swagger.json',
] as const;

/** @returns a text read as an OpenAPI document: JSON or YAML that says which version it is; undefined when it is none. */
export function readAsDocument(text: string): Json | undefined {
  try {
    // Aliases of YAML may form a ring, which is no JSON.
    const value = (text.trimStart().startsWith('{') ? JSON.parse(text) : JSON.parse(JSON.stringify(parse(text, { maxAliasCount: 100 })))) as unknown;
    const isDocument = typeof value === 'object' && value !== null && ('openapi' in value || 'swagger' in value);
    return isDocument ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Makes of a document what the audit reads.
 * @param raw as it was found
 * @param found.source where
 * @param found.file its path, when it is a file: refs into files beside it are brought in. Over the network no ref is followed.
 * @param found.basePath in place of that of its first server
 * @throws Unavailable when it cannot be read at all
 */
export async function documentOf(raw: Json, { source, file, basePath, isBehindLogin = false }: { readonly source: string; readonly file?: string; readonly basePath?: string | undefined; readonly isBehindLogin?: boolean }): Promise<ApiDocument> {
  const version = versionOf(raw);
  if (!/^(2\.0$|3\.[01]\b)/.test(version)) throw new Unavailable(`The document at ${source} is of OpenAPI ${version === '' ? 'a version that it does not name' : version}; the audit reads 2.0, 3.0 and 3.1.`);
  const problems = await problemsOf(raw);
  const whole = file === undefined ? raw : await bundled(file, problems);
  const document = normalise(whole);
  const operations = operationsOf(document, (basePath ?? basePathOf(document)).replace(/\/$/, ''));
  if (operations.length === 0) throw new Unavailable(`The document at ${source} names no operation.`);
  const { title } = (raw['info'] ?? {}) as { readonly title?: string };
  return { source, version, title: title ?? source, operations, document, problems, isBehindLogin };
}

async function problemsOf(raw: Json): Promise<string[]> {
  try {
    // It writes into what it is given.
    const result = await validate(structuredClone(raw) as unknown as Api, { resolve: { external: false }, dereference: { circular: 'ignore' } });
    return result.valid ? [] : compileErrors(result).split('\n').map((line) => line.trim()).filter((line) => line !== '').slice(0, 20);
  } catch (error) {
    return [(error as Error).message.split('\n')[0] ?? 'It cannot be parsed.'];
  }
}

async function bundled(file: string, problems: string[]): Promise<Json> {
  try {
    return await bundle(file, { resolve: { http: false } } as unknown as Parameters<typeof bundle>[1]) as unknown as Json;
  } catch (error) {
    problems.push((error as Error).message.split('\n')[0] ?? 'Its refs cannot be followed.');
    return readAsDocument(readFileSync(file, 'utf8')) ?? {};
  }
}

/** The path of the first server, its variables at their defaults. */
function basePathOf(document: Json): string {
  const [server] = (document['servers'] ?? []) as readonly { readonly url?: string; readonly variables?: Record<string, { readonly default?: string }> }[];
  const url = (server?.url ?? '').replace(/\{(\w+)\}/g, (_, name: string) => server?.variables?.[name]?.default ?? '');
  try {
    return new URL(url, 'http://audit.invalid/').pathname;
  } catch {
    return '';
  }
}

/** The document in a file. @param wanted relative to `folder`. @returns undefined when there is no such file. */
export async function documentInFile(wanted: string, folder: string, basePath: string | undefined): Promise<ApiDocument | undefined> {
  const file = path.resolve(folder, wanted);
  if (wanted.startsWith('http') || !existsSync(file)) return undefined;
  const raw = readAsDocument(readFileSync(file, 'utf8'));
  if (raw === undefined) throw new Unavailable(`${wanted} is no OpenAPI document: it is neither JSON nor YAML with a member "openapi" or "swagger".`);
  return documentOf(raw, { source: wanted, file, basePath });
}
