import { type DocumentProtection } from './protection/document-protection.js';
import { type OutboxEvent } from './outbox/outbox.js';
import { RESERVED, type Stored } from './schema.js';

type Writable<TDoc extends Stored> = Omit<TDoc, '_id' | 'v'>;
type Lists<TDoc> = { [K in keyof TDoc as NonNullable<TDoc[K]> extends readonly unknown[] ? K : never]?: NonNullable<TDoc[K]> };
type Numbers<TDoc> = { [K in keyof TDoc as NonNullable<TDoc[K]> extends number ? K : never]?: number };

/** What a write changes; each member at most once. */
export interface Change<TDoc extends Stored> {
  /** New values, by member or by a path inside objects (`'contact.phone'`; not into lists). */
  readonly set?: Partial<Writable<TDoc>> & { readonly [path: `${string}.${string}`]: unknown };
  /** Members to take away, or paths inside objects (`'answers.LEG-1-01'`; not into lists). */
  readonly unset?: readonly ((keyof Writable<TDoc> & string) | `${string}.${string}`)[];
  /** Numbers to add; a missing member counts as 0. */
  readonly increment?: Numbers<Writable<TDoc>>;
  /** Elements to put at the end of a list; a missing list counts as empty. */
  readonly append?: Lists<Writable<TDoc>>;
}

type Stage = Record<string, unknown>;

/** Text that begins with `$` would be read as a field's name in a pipeline. */
const literal = (value: unknown): unknown => ({ $literal: value });
const orElse = (path: string, value: unknown): unknown => ({ $ifNull: [`$${path}`, value] });

function refuseTarget(path: string): void {
  const segments = path.split('.');
  if ((RESERVED as readonly string[]).includes(segments[0] as string)) throw new Error(`\`${path}\` is the repository's own.`);
  if (segments.some((segment) => segment === '' || segment.startsWith('$') || /^\d+$/.test(segment))) throw new Error(`\`${path}\` is not a path that can be set.`);
}

function blinds(protection: DocumentProtection, path: string, value: unknown): Stage {
  return Object.fromEntries([...protection.blindsAt(path, value)].map(([target, hash]) => [target, hash === undefined ? '$$REMOVE' : literal(hash)]));
}

/**
 * The one stage that makes a change: an update by pipeline, because the events' `seq` is the version that the same write makes.
 * @param id the document's, for encryption; undefined when many are written, which protected members refuse.
 */
export function toStage<TDoc extends Stored>(change: Change<TDoc>, events: readonly Omit<OutboxEvent, 'seq'>[], protection: DocumentProtection, id: string | undefined): Stage {
  const stage: Stage = { v: { $add: ['$v', 1] } };
  const seal = (path: string, value: unknown): unknown => {
    refuseTarget(path);
    if (id === undefined && protection.isProtected(path)) throw new Error(`\`${path}\` is protected; it is written one document at a time.`);
    return literal(id === undefined ? value : protection.encryptAt(path, value, id));
  };
  for (const [path, value] of Object.entries(change.set ?? {})) {
    if (value === undefined) throw new Error(`\`${path}\` is set to undefined; use unset.`);
    Object.assign(stage, { [path]: seal(path, value) }, blinds(protection, path, value));
  }
  for (const path of change.unset ?? []) {
    refuseTarget(path);
    Object.assign(stage, { [path]: '$$REMOVE' }, blinds(protection, path, undefined));
  }
  for (const [path, by] of Object.entries<unknown>(change.increment ?? {})) {
    refuseTarget(path);
    stage[path] = { $add: [orElse(path, 0), by] };
  }
  for (const [path, elements] of Object.entries<unknown>(change.append ?? {})) stage[path] = { $concatArrays: [orElse(path, []), seal(path, elements)] };
  const [earliest] = events;
  if (earliest === undefined) return stage;
  stage['outbox'] = { $concatArrays: [orElse('outbox', []), events.map((event) => ({ seq: { $add: ['$v', 1] }, ...sealed(event) }))] };
  stage['unrelayed'] = orElse('unrelayed', earliest.at);
  return stage;
}

function sealed(event: Omit<OutboxEvent, 'seq'>): Stage {
  return Object.fromEntries(Object.entries(event).map(([member, value]) => [member, literal(value)]));
}
