import type { Clock, Ids } from '@plumbline/config';
import { remainingMs } from '@plumbline/observability';
import { Problem, PROBLEMS, type Step } from '@plumbline/problems';
import type { Model, Schema } from 'mongoose';
import { type Change, toStage } from './change.js';
import type { Database } from './database.js';
import { duplicateKeyIndex, refusedIds, toProblem } from './driver-errors.js';
import { currentEffectId, takeEffectId } from './effect.js';
import { type BlindValue, both, type Filter, missing, oneOf, refuseUndefined, someElement } from './filter.js';
import { LAST_PLACE, type NewEvent, type OutboxEvent, ROOM_IN_OUTBOX, stamp } from './outbox/outbox.js';
import { keysetFilter, type Page, type PageRequest, type Sort, toPage } from './page.js';
import { DocumentProtection } from './protection/document-protection.js';
import type { Stored } from './schema.js';
import { EVERYTHING, type Everything } from './scope.js';
import { isFull, refusedWrite } from './refused-write.js';

/** The most that one operation may take, in ms; less when the request's budget is nearly spent. */
const OPERATION_MS = 10_000;

type Members = Record<string, unknown>;

/** What a read returns: `_id` and the members that it named. */
export type Found<TDoc extends Stored, K extends keyof TDoc> = Pick<TDoc, K | '_id'>;

/** A document that is not stored yet; `_id` is made unless given. */
export type NewDocument<TDoc extends Stored> = Omit<TDoc, '_id' | 'v'> & { readonly _id?: string };

/** A write to one document. */
export interface Write<TDoc extends Stored> extends Change<TDoc> {
  /** The version that the caller has read (If-Match); left out where the last one wins. */
  readonly version?: number | undefined;
  /** What must hold besides, or the write is a STATE_CONFLICT. */
  readonly when?: Filter<TDoc>;
  /** Appended to the outbox by the same write. */
  readonly events?: readonly NewEvent[];
}

/** A step of the state machine that governs the document's `state`. */
export interface Transition<TDoc extends Stored> extends Write<TDoc> {
  readonly step: Step<string>;
  readonly events: readonly [NewEvent, ...NewEvent[]];
}

/**
 * Access to one collection, within a scope and by projection. A library's repository extends it with its own queries.
 * Every operation may throw Problem DEPENDENCY_DOWN and DEADLINE_EXCEEDED; it is given what is left of the request's budget, at most 10 s.
 */
export abstract class Repository<TDoc extends Stored, TScope> {
  protected readonly clock: Clock;
  protected readonly ids: Ids;
  protected readonly protection: DocumentProtection;
  readonly #model: Model<Members>;
  readonly #database: Database;
  readonly #announces: boolean;

  /** @param options.events false: what is stored here announces nothing, and a write with events is a programmer's mistake. */
  protected constructor(database: Database, collection: string, schema: Schema, options: { readonly events?: false } = {}) {
    this.#database = database;
    this.#announces = options.events !== false;
    if (this.#announces) database.outboxes.add(collection);
    this.clock = database.clock;
    this.ids = database.ids;
    this.#model = database.connection.model<Members>(collection, schema as Schema<Members>, collection);
    // The model's own copy of the schema: that is the one which casts.
    this.protection = new DocumentProtection(collection, this.#model.schema as Schema, database.cipher, database.blindIndex);
    if (this.protection.paths.length > 0) database.protections.set(collection, this.protection);
  }

  /** The condition that keeps an operation within `scope`; at least one member. */
  protected abstract scopeFilter(scope: TScope): Filter<TDoc>;

  /** The condition that a protected value is `value`, for any filter: `{ ...this.blind('email', email) }`. @throws Error when the path has no blind index. */
  blind(path: string, value: string): { readonly [path: `blind.${string}`]: BlindValue } {
    return { [`blind.${path}`]: this.protection.blind(path, value) };
  }

  /** The first match, or undefined. */
  async findOne<const K extends keyof TDoc & string>(scope: TScope | Everything, filter: Filter<TDoc>, fields: readonly K[]): Promise<Found<TDoc, K> | undefined> {
    const found = await this.#run((maxTimeMS) => this.#model.findOne(this.#within(scope, filter), projection(fields), { maxTimeMS, lean: true }));
    return found === null ? undefined : this.#open(found);
  }

  /** The document. @throws Problem NOT_FOUND when there is none in the scope. */
  async get<const K extends keyof TDoc & string>(scope: TScope | Everything, id: string, fields: readonly K[]): Promise<Found<TDoc, K>> {
    const found = await this.findOne(scope, this.#byId(id), fields);
    if (found === undefined) throw new Problem(PROBLEMS.NOT_FOUND);
    return found;
  }

  /**
   * All matches, up to `limit`.
   * @param options.limit 1..1000; lists that may grow use `page`.
   * @param options.sort backed by an index.
   */
  async find<const K extends keyof TDoc & string>(scope: TScope | Everything, filter: Filter<TDoc>, fields: readonly K[], options: { readonly limit: number; readonly sort?: Sort<TDoc> }): Promise<Found<TDoc, K>[]> {
    if (!Number.isInteger(options.limit) || options.limit < 1 || options.limit > 1_000) throw new Error('find: limit must be 1..1000.');
    const sort = options.sort === undefined ? {} : { sort: options.sort as Record<string, 1 | -1> };
    const found = await this.#run((maxTimeMS) => this.#model.find(this.#within(scope, filter), projection(fields), { maxTimeMS, lean: true, limit: options.limit, ...sort }));
    return found.map((document) => this.#open<K>(document));
  }

  /** One page of a list, in the order of a member that every document has and an index begins with; ties by `_id`. */
  async page<const K extends keyof TDoc & string>(scope: TScope | Everything, filter: Filter<TDoc>, request: PageRequest<TDoc>, fields: readonly K[]): Promise<Page<Found<TDoc, K>>> {
    const { by, direction } = request.sort;
    const matching = both(this.#within(scope, filter), keysetFilter(request));
    const options = { lean: true, limit: request.limit + 1, sort: by === '_id' ? { _id: direction } : { [by]: direction, _id: direction } };
    const found = await this.#run((maxTimeMS) => this.#model.find(matching, projection([...fields, by]), { ...options, maxTimeMS }));
    return toPage(found, request, fields, (document) => this.#open<K>(document));
  }

  /** How many match, counted up to `limit`. */
  async count(scope: TScope | Everything, filter: Filter<TDoc>, limit: number): Promise<number> {
    return this.#run((maxTimeMS) => this.#model.countDocuments(this.#within(scope, filter), { maxTimeMS, limit }));
  }

  /**
   * Stores a new document as version 1. The first one of a request under an Idempotency-Key is stored once, however often the request is run.
   * @returns its id.
   * @throws Problem ALREADY_EXISTS when a unique index refuses it (`duplicateKeyIndex` tells which); Error when it lies outside of `scope`.
   */
  async insert(scope: TScope | Everything, document: NewDocument<TDoc>, events: readonly NewEvent[] = []): Promise<string> {
    const effectId = document._id === undefined ? takeEffectId() : undefined;
    const id = document._id ?? effectId ?? this.ids.next();
    this.#refuseOutside(scope, document);
    const stored = this.#seal({ ...document, _id: id, v: 1 }, id);
    const at = this.clock.now();
    this.#refuseSilent(events);
    if (events.length > 0) Object.assign(stored, { outbox: events.map((event) => ({ seq: 1, ...stamp(event, at) })), unrelayed: at });
    try {
      await this.#run((maxTimeMS) => this.#model.insertMany([stored], { maxTimeMS } as object));
    } catch (error) {
      const storedBefore = effectId !== undefined && duplicateKeyIndex(error) === '_id_';
      if (!storedBefore) throw error;
    }
    return id;
  }

  /**
   * Stores documents that announce nothing by one command, each for itself.
   * @returns for each, in their order, whether it is new; false where a document of its `_id` is stored.
   * @throws as `insert`, for all of them: what became of each is not told then.
   */
  async insertEach(scope: TScope | Everything, documents: readonly (NewDocument<TDoc> & { readonly _id: string })[]): Promise<readonly boolean[]> {
    const sealed = documents.map((document) => {
      this.#refuseOutside(scope, document);
      return this.#seal({ ...document, v: 1 }, document._id);
    });
    const storedBefore = await this.#run(async (maxTimeMS) => {
      try {
        await this.#model.insertMany(sealed, { maxTimeMS, ordered: false, throwOnValidationError: true } as object);
        return new Set<number>();
      } catch (error) {
        return refusedIds(error);
      }
    });
    return documents.map((_document, place) => !storedBefore.has(place));
  }

  /**
   * Changes one document and raises its version. A write that is refused because an earlier run of the same request (under an
   * Idempotency-Key) made it, which its first event tells, counts as made.
   * @returns the named members as they are after the write; as they are now when an earlier run made it.
   * @throws Problem NOT_FOUND, VERSION_MISMATCH (another version than `write.version`), STATE_CONFLICT (`write.when` does not hold), ALREADY_EXISTS;
   *   OVERLOADED when it has events and the document holds OUTBOX_LIMIT of them that were not relayed yet.
   */
  async update<const K extends keyof TDoc & string>(scope: TScope | Everything, id: string, write: Write<TDoc>, fields: readonly K[]): Promise<Found<TDoc, K>> {
    const { events = [] } = write;
    this.#refuseSilent(events);
    const target = this.#within(scope, this.#byId(id));
    const asked = both(target, conditionsOf(write));
    const conditions = events.length === 0 ? asked : both(asked, ROOM_IN_OUTBOX);
    const at = this.clock.now();
    const stage = toStage(write, events.map((event) => stamp(event, at)), this.protection, id);
    const written = await this.#run((maxTimeMS) =>
      this.#model.findOneAndUpdate(conditions, [{ $set: stage }], { maxTimeMS, lean: true, returnDocument: 'after', projection: projection(fields), updatePipeline: true }),
    );
    if (written !== null) return this.#open<K>(written);
    const made = events[0] === undefined ? undefined : await this.madeBefore(scope, id, events[0].type, fields);
    if (made !== undefined) return made;
    const present = await this.#run((maxTimeMS) => this.#model.findOne(target, { v: 1, state: 1, outbox: LAST_PLACE }, { maxTimeMS, lean: true }));
    throw refusedWrite(present, write.version, events.length > 0 && isFull(present) && (await this.#holds(asked)));
  }

  /**
   * The document as it is now, if an earlier run of the current request made an event of this type true of it: for a use case that
   * would refuse its own work before it comes to write. Asks nobody in a request without an Idempotency-Key.
   */
  async madeBefore<const K extends keyof TDoc & string>(scope: TScope | Everything, id: string, type: string, fields: readonly K[]): Promise<Found<TDoc, K> | undefined> {
    const effectId = currentEffectId();
    if (effectId === undefined) return undefined;
    return this.findOne(scope, { ...this.#byId(id), outbox: someElement<OutboxEvent>({ effectId, type }) }, fields);
  }

  /**
   * Takes one step of the document's state machine: one conditional write that sets `state`, makes the change, raises the version
   * and appends the events.
   * @throws as `update`; STATE_CONFLICT when the step does not begin in the present state.
   */
  async transition<const K extends keyof TDoc & string>(scope: TScope | Everything, id: string, transition: Transition<TDoc>, fields: readonly K[]): Promise<Found<TDoc, K>> {
    const { step, ...write } = transition;
    const when = both({ state: oneOf(step.from) }, (write.when ?? {})) as Filter<TDoc>;
    return this.update(scope, id, { ...write, when, set: { ...write.set, state: step.to } as unknown as NonNullable<Write<TDoc>['set']> }, fields);
  }

  /** Makes one change, without protected members and events, to every match. @returns how many were changed. */
  async updateMany(scope: TScope | Everything, filter: Filter<TDoc>, change: Change<TDoc>): Promise<number> {
    const stage = toStage(change, [], this.protection, undefined);
    const result = await this.#run((maxTimeMS) => this.#model.updateMany(this.#within(scope, filter), [{ $set: stage }], { maxTimeMS, updatePipeline: true }));
    return result.modifiedCount;
  }

  /** Removes every match but those whose events wait to be relayed: they are there for the next call. @returns how many were removed. */
  async deleteMany(scope: TScope | Everything, filter: Filter<TDoc>): Promise<number> {
    const result = await this.#run((maxTimeMS) => this.#model.deleteMany(both(this.#within(scope, filter), { unrelayed: missing() }), { maxTimeMS }));
    return result.deletedCount;
  }

  #refuseSilent(events: readonly NewEvent[]): void {
    if (events.length > 0 && !this.#announces) throw new Error(`\`${this.#model.modelName}\` was declared to write no events.`);
  }

  async #holds(conditions: Members): Promise<boolean> {
    return (await this.#run((maxTimeMS) => this.#model.exists(conditions).setOptions({ maxTimeMS }))) !== null;
  }

  #byId(id: string): Filter<TDoc> {
    if (typeof id !== 'string') throw new Error('An id is a string.');
    return { _id: id } as Filter<TDoc>;
  }

  #within(scope: TScope | Everything, filter: Filter<TDoc>): Members {
    refuseUndefined(filter, 'Filter');
    return both(this.#scopeMembers(scope), filter);
  }

  #scopeMembers(scope: TScope | Everything): Members {
    if (scope === EVERYTHING) return {};
    const members = this.scopeFilter(scope as TScope) as Members;
    refuseUndefined(members, 'Scope');
    if (Object.keys(members).length === 0) throw new Error('A scope without a condition is no scope; use EVERYTHING where that is meant.');
    return members;
  }

  #refuseOutside(scope: TScope | Everything, document: object): void {
    for (const [member, expected] of Object.entries(this.#scopeMembers(scope))) {
      if (typeof expected === 'string' && member !== '_id' && (document as Members)[member] !== expected) throw new Error(`The new document's \`${member}\` lies outside of its scope.`);
    }
  }

  #seal(document: Members, id: string): Members {
    const stored: Members = {};
    const blind: Members = {};
    for (const [member, value] of Object.entries(document)) {
      if (value === undefined) continue;
      stored[member] = this.protection.encryptAt(member, value, id);
      for (const [path, hash] of this.protection.blindsAt(member, value)) if (hash !== undefined) putAt(blind, path.split('.').slice(1), hash);
    }
    return Object.keys(blind).length === 0 ? stored : { ...stored, blind };
  }

  #open<K extends keyof TDoc>(document: Members): Found<TDoc, K> {
    this.protection.decrypt(document, document['_id'] as string);
    return document as Found<TDoc, K>;
  }

  async #run<T>(operation: (maxTimeMS: number) => PromiseLike<T>): Promise<T> {
    this.#database.assertConnected();
    try {
      return await operation(remainingMs(OPERATION_MS));
    } catch (error) {
      throw toProblem(error) ?? error;
    }
  }
}

function conditionsOf<TDoc extends Stored>({ version, when = {} }: Write<TDoc>): Members {
  refuseUndefined(when, 'Condition');
  return both(version === undefined ? {} : { v: version }, when);
}

function projection(fields: readonly string[]): Record<string, 1> {
  const members: Record<string, 1> = { _id: 1 };
  for (const field of fields) members[field] = 1;
  return members;
}

function putAt(target: Members, segments: readonly string[], value: unknown): void {
  const parents = segments.slice(0, -1);
  const parent = parents.reduce<Members>((members, segment) => (members[segment] ??= {}) as Members, target);
  parent[segments.at(-1) as string] = value;
}
