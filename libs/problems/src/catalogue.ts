import { problemSlug, type ProblemType } from './problem.js';

type Definition = Omit<ProblemType, 'code'>;

/**
 * Declares a library's problems; the key is the code.
 * @param definitions code -> status, title, log level, whether to retry, cure.
 * @throws Error when a code or a status is malformed: this is a mistake of the programmer, found when the module loads.
 */
export function defineProblems<const T extends Record<string, Definition>>(definitions: T): { readonly [C in keyof T]: ProblemType } {
  const entries = Object.entries(definitions).map(([code, definition]) => {
    if (!/^[A-Z][A-Z0-9_]*$/.test(code)) throw new Error(`Problem code ${code} is not SCREAMING_SNAKE_CASE.`);
    if (!Number.isInteger(definition.status) || definition.status < 400 || definition.status > 599) {
      throw new Error(`Problem ${code} has status ${definition.status}; it must be 400..599.`);
    }
    return [code, Object.freeze({ code, ...definition })];
  });
  return Object.freeze(Object.fromEntries(entries)) as { readonly [C in keyof T]: ProblemType };
}

/** Every problem the service may answer with, by slug. */
export type ProblemCatalogue = ReadonlyMap<string, ProblemType>;

/**
 * Merges the libraries' problems into one catalogue.
 * @throws Error naming the code when two libraries declare the same one.
 */
export function mergeProblems(...libraries: readonly Readonly<Record<string, ProblemType>>[]): ProblemCatalogue {
  const catalogue = new Map<string, ProblemType>();
  for (const type of libraries.flatMap((library) => Object.values(library))) {
    const slug = problemSlug(type.code);
    if (catalogue.has(slug)) throw new Error(`Problem ${type.code} is declared twice.`);
    catalogue.set(slug, type);
  }
  return catalogue;
}
