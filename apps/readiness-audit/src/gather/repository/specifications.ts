import { parse } from 'yaml';
import type { Specification } from '../../artifacts/repository.ts';
import { METHODS } from '../../openapi/document.ts';

export const isSpecificationName = (file: string): boolean => /(openapi|swagger)[\w.-]*\.(json|ya?ml)$/i.test(file);

/** A path without the names of its parameters. */
export const barePath = (path: string): string => path.replace(/\{[^}]*\}/g, '{}').replace(/(?<=.)\/$/, '');

/** @returns undefined where a text is no OpenAPI document */
export function specificationOf(file: string, text: string): Specification | undefined {
  if (!/\.(json|ya?ml)$/i.test(file) || !/["']?(openapi|swagger)["']?\s*:\s*["']?[23]\./.test(text.slice(0, 2_000))) return undefined;
  try {
    const { paths } = (file.endsWith('.json') ? JSON.parse(text) : parse(text, { logLevel: 'error' })) as { readonly paths?: Readonly<Record<string, unknown>> };
    return { file, operations: Object.entries(paths ?? {}).flatMap(([path, item]) => methodsOf(item).map((method) => `${method} ${barePath(path)}`)) };
  } catch {
    return undefined;
  }
}

const methodsOf = (item: unknown): readonly string[] => (typeof item === 'object' && item !== null ? Object.keys(item).map((method) => method.toUpperCase()).filter((method) => (METHODS as readonly string[]).includes(method)) : []);
