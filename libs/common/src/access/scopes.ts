import type { OperationId } from './access-table.js';

type GroupOf<T extends OperationId> = T extends `${infer G}.${string}` ? G : never;

/** What an operation does to the things of its group: GET reads, all else writes. */
export type ScopeAction = 'read' | 'write';

/**
 * The groups of operations that programs may use, and what there is to do in them. All others are for people alone: a key must not
 * be able to make keys, change its owner or run the place.
 */
const OPEN_TO_PROGRAMS = {
  businesses: ['read', 'write'],
  assessments: ['read', 'write'],
  reviews: ['read', 'write'],
  certificates: ['read'],
  auditLog: ['read'],
} as const satisfies Partial<Record<GroupOf<OperationId>, readonly ScopeAction[]>>;

type OpenGroup = keyof typeof OPEN_TO_PROGRAMS;

/** `assessments:write`: the group of an operation id, and what is done. */
export type Scope = { [G in OpenGroup]: `${G}:${(typeof OPEN_TO_PROGRAMS)[G][number]}` }[OpenGroup];

/** Every scope that an API key may have. */
export const SCOPES: readonly Scope[] = Object.entries(OPEN_TO_PROGRAMS).flatMap(([group, actions]) => actions.map((action) => `${group}:${action}` as Scope));

/**
 * The scope that lets an API key use an operation.
 * @returns undefined when its group is closed to programs.
 * @throws Error when the group is open but nothing of that kind was foreseen in it: found when the controller loads.
 */
export function scopeOf(operation: OperationId, action: ScopeAction): Scope | undefined {
  const [group = ''] = operation.split('.');
  if (!Object.hasOwn(OPEN_TO_PROGRAMS, group)) return undefined;
  const scope = `${group}:${action}` as Scope;
  if (!SCOPES.includes(scope)) throw new Error(`${operation} needs the scope ${scope}, which access/scopes.ts does not give out.`);
  return scope;
}
