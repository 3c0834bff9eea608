import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RequestContext, runInRequest } from '@plumbline/observability';
import { defineStateMachine } from '@plumbline/problems';
import type { Database } from './database.js';
import { dropAndClose, openTestDatabase } from '../../../test/fixtures/test-database.js';
import { type Filter, oneOf, range } from './filter.js';
import { OUTBOX_LIMIT } from './outbox/outbox.js';
import type { PageKey } from './page.js';
import { Repository } from './repository.js';
import { defineSchema, defineSubdocument, type Stored } from './schema.js';
import { defineScope, EVERYTHING, type Scope } from './scope.js';

interface Order extends Stored {
  readonly ownerId: string;
  readonly state: 'draft' | 'sent' | 'paid';
  readonly title: string;
  readonly email?: string;
  readonly lines: readonly { readonly text: string; readonly phone?: string }[];
  readonly total: number;
  readonly at: Date;
}

type OwnerScope = Scope<'owner', { ownerId: string }>;
const ownedBy = defineScope<'owner', { ownerId: string }>();

const machine = defineStateMachine({ initial: 'draft', transitions: { draft: { send: 'sent' }, sent: { pay: 'paid' }, paid: {} } });

class Orders extends Repository<Order, OwnerScope> {
  constructor(database: Database) {
    const schema = defineSchema<Order>({
      ownerId: { type: String, required: true },
      state: { type: String, required: true },
      title: { type: String, required: true },
      email: { type: String, protect: 'personal', blindIndex: (email) => email.trim().toLowerCase() },
      lines: { type: [defineSubdocument({ text: String, phone: { type: String, protect: 'personal' } })] },
      total: { type: Number, required: true },
      at: { type: Date, required: true },
    });
    super(database, 'orders', schema);
  }

  protected override scopeFilter({ by }: OwnerScope): Filter<Order> {
    return { ownerId: by.ownerId };
  }
}

const ADA = ownedBy({ ownerId: 'ada' });
const BOB = ownedBy({ ownerId: 'bob' });
const code = (expected: string) => expect.objectContaining({ type: expect.objectContaining({ code: expected }) });
const order = (overrides: Partial<Order> = {}) => ({ ownerId: 'ada', state: 'draft' as const, title: 'A chair', lines: [], total: 1_000, at: new Date('2026-01-01T00:00:00Z'), ...overrides });
const sent = { type: 'order.sent', data: {} };

let database: Database;
let orders: Orders;

beforeAll(async () => {
  database = await openTestDatabase();
  orders = new Orders(database);
});

afterAll(() => dropAndClose(database));

const raw = (id: string) => database.db.collection<{ _id: string }>('orders').findOne({ _id: id });

const run = <T>(effectId: string, work: () => T): T => {
  const context: RequestContext = { id: 'r', traceId: 't', spanId: 's', sampled: false, deadlineAt: Infinity, principal: null, effectId, abort: () => undefined, abortSignal: () => AbortSignal.timeout(1) };
  return runInRequest(context, work);
};

describe('storing in a request that is run again', () => {
  it('finds the first document stored by the run before, and stores further ones anew', async () => {
    const twice = (): Promise<readonly string[]> => run('0193a1f2-0000-7000-8000-00000000eff1', async () => [await orders.insert(ADA, order({ title: 'first' })), await orders.insert(ADA, order({ title: 'second' }))]);
    const [first, second] = await twice();
    const [again, another] = await twice();
    expect(again).toBe(first);
    expect(another).not.toBe(second);
    expect(await orders.count(ADA, { title: 'first' }, 10)).toBe(1);
  });

  it('still refuses an id that the caller chose and that is taken', async () => {
    const id = await orders.insert(ADA, order());
    await expect(run(id, () => orders.insert(ADA, order({ _id: id })))).rejects.toEqual(code('ALREADY_EXISTS'));
  });
});

describe('reading', () => {
  it('returns the members that were named, and nothing else', async () => {
    const id = await orders.insert(ADA, order({ email: 'ada@example.org' }));
    expect(await orders.get(ADA, id, ['title', 'email'])).toEqual({ _id: id, title: 'A chair', email: 'ada@example.org' });
    const projected = await orders.get(ADA, id, ['title']);
    // @ts-expect-error: a member that was not named is not in the type
    expect(projected.email).toBeUndefined();
  });

  it('does not see what another owner has', async () => {
    const id = await orders.insert(ADA, order());
    await expect(orders.get(BOB, id, ['title'])).rejects.toEqual(code('NOT_FOUND'));
    await expect(orders.update(BOB, id, { set: { title: 'x' } }, [])).rejects.toEqual(code('NOT_FOUND'));
    expect(await orders.deleteMany(BOB, { _id: id })).toBe(0);
    expect(await orders.updateMany(BOB, { _id: id }, { set: { title: 'x' } })).toBe(0);
    expect(await orders.get(EVERYTHING, id, ['title'])).toEqual({ _id: id, title: 'A chair' });
  });

  it('cannot be widened by a filter that names the owner', async () => {
    const id = await orders.insert(ADA, order());
    expect(await orders.findOne(BOB, { _id: id, ownerId: 'ada' }, ['title'])).toBeUndefined();
    expect(await orders.findOne(BOB, { $or: [{ ownerId: 'ada' }, { title: 'A chair' }] }, ['title'])).toBeUndefined();
  });

  it('does not compile without a scope (npm run types is the judge: a line that compiles is an error there)', () => {
    const refused = [
      // @ts-expect-error: a scope is made by defineScope only
      () => orders.get({ by: { ownerId: 'ada' } }, 'x', ['title']),
      // @ts-expect-error: the filter is no scope
      () => orders.findOne({ title: 'x' }, ['title']),
      // @ts-expect-error: a member must exist
      () => orders.get(ADA, 'x', ['nothing']),
      // @ts-expect-error: an operator is made by oneOf, range, ... only
      () => orders.findOne(ADA, { title: { $ne: 'x' } }, ['title']),
    ];
    expect(refused).toHaveLength(4);
  });

  it('takes an operator that came in with a request for a value', async () => {
    await orders.insert(ADA, order());
    const forged = { $ne: 'x' } as unknown as string;
    await expect(orders.findOne(ADA, { title: forged }, ['title'])).rejects.toThrow();
    await expect(orders.get(ADA, forged, ['title'])).rejects.toThrow('An id is a string');
    const missing = { title: undefined as unknown as string };
    for (const filter of [missing, { $or: [missing] }]) await expect(orders.findOne(ADA, filter, [])).rejects.toThrow('`title` is undefined');
  });

  it('finds by operators that the code made', async () => {
    const owner = ownedBy({ ownerId: 'olga' });
    for (const total of [1, 2, 3]) await orders.insert(owner, order({ ownerId: 'olga', total }));
    expect((await orders.find(owner, { total: range({ gte: 2 }) }, ['total'], { limit: 10, sort: { total: 1 } })).map(({ total }) => total)).toEqual([2, 3]);
    expect(await orders.count(owner, { total: oneOf([1, 3]) }, 10)).toBe(2);
  });
});

describe('protected members', () => {
  it('are found by their blind index in any spelling', async () => {
    const id = await orders.insert(ADA, order({ email: 'Eve@Example.org' }));
    expect(await orders.findOne(ADA, orders.blind('email', ' eve@example.org'), ['email'])).toEqual({ _id: id, email: 'Eve@Example.org' });
  });
});

describe('writing', () => {
  it('raises the version and appends the events in the same write', async () => {
    const id = await orders.insert(ADA, order(), [{ type: 'order.made', data: { total: 1_000 } }]);
    const written = await orders.transition(ADA, id, { step: machine.step('send'), version: 1, set: { title: '$total' }, increment: { total: 5 }, append: { lines: [{ text: 'leg', phone: '+49 30 1' }] }, events: [sent] }, ['v', 'state', 'title', 'total', 'lines']);
    expect(written).toEqual({ _id: id, v: 2, state: 'sent', title: '$total', total: 1_005, lines: [{ text: 'leg', phone: '+49 30 1' }] });
    expect(await raw(id)).toMatchObject({ v: 2, outbox: [{ seq: 1, type: 'order.made', actor: 'system', data: { total: 1_000 } }, { seq: 2, type: 'order.sent' }] });
  });

  it('tells a stale version, a wrong state and a missing document apart', async () => {
    const id = await orders.insert(ADA, order());
    await orders.transition(ADA, id, { step: machine.step('send'), events: [sent] }, []);
    await expect(orders.update(ADA, id, { version: 1, set: { title: 'late' } }, [])).rejects.toEqual(code('VERSION_MISMATCH'));
    await expect(orders.transition(ADA, id, { step: machine.step('send'), version: 2, events: [sent] }, [])).rejects.toEqual(code('STATE_CONFLICT'));
    await expect(orders.transition(ADA, 'nothing', { step: machine.step('send'), events: [sent] }, [])).rejects.toEqual(code('NOT_FOUND'));
    expect((await raw(id))?.['outbox' as never]).toHaveLength(1);
  });

  it('lets one of many transitions at once through', async () => {
    const id = await orders.insert(ADA, order());
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => orders.transition(ADA, id, { step: machine.step('send'), events: [sent] }, [])));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await raw(id)).toMatchObject({ v: 2, outbox: [{ seq: 2 }] });
  });

  it('answers ALREADY_EXISTS for an id that is taken', async () => {
    const id = await orders.insert(ADA, order());
    await expect(orders.insert(ADA, order({ _id: id }))).rejects.toEqual(code('ALREADY_EXISTS'));
  });
});

describe('a write in a request that is run again', () => {
  const KEY = '0193a1f2-0000-7000-8000-00000000eff2';

  it('is done once, and the later run is shown what is there now', async () => {
    const id = await orders.insert(ADA, order());
    const send = () => run(KEY, () => orders.transition(ADA, id, { step: machine.step('send'), events: [sent] }, ['state', 'v', 'title']));
    expect(await send()).toEqual({ _id: id, v: 2, state: 'sent', title: 'A chair' });
    expect(await raw(id)).toMatchObject({ outbox: [{ type: 'order.sent', effectId: KEY }] });
    await orders.update(ADA, id, { set: { title: 'A table' } }, []);
    expect(await send()).toEqual({ _id: id, v: 3, state: 'sent', title: 'A table' });
    expect((await raw(id))?.['outbox' as never]).toHaveLength(1);
  });

  it('is refused like any other when somebody else did it, in another request, or without a key', async () => {
    const id = await orders.insert(ADA, order());
    const send = (scope = ADA) => orders.transition(scope, id, { step: machine.step('send'), events: [sent] }, []);
    await run(KEY, () => send());
    await expect(run('0193a1f2-0000-7000-8000-00000000eff3', () => send())).rejects.toEqual(code('STATE_CONFLICT'));
    await expect(send()).rejects.toEqual(code('STATE_CONFLICT'));
    await expect(run(KEY, () => send(BOB))).rejects.toEqual(code('NOT_FOUND'));
    const pay = { step: machine.step('pay'), version: 1, events: [{ type: 'order.paid', data: {} }] } as const;
    await expect(run(KEY, () => orders.transition(ADA, id, pay, []))).rejects.toEqual(code('VERSION_MISMATCH'));
  });

  it('carries the mark of its request also behind the first insert', async () => {
    const other = await orders.insert(ADA, order());
    const made = await run(KEY, async () => {
      const id = await orders.insert(ADA, order(), [{ type: 'order.made', data: {} }]);
      await orders.update(ADA, other, { set: { title: 'x' }, events: [sent] }, []);
      return id;
    });
    for (const id of [made, other]) expect(await raw(id)).toMatchObject({ outbox: [{ effectId: KEY }] });
  });
});

describe('an outbox that nobody relays', () => {
  it('takes a thousand events, and no more until some are taken out', async () => {
    const id = await orders.insert(ADA, order(), [{ type: 'order.made', data: {} }]);
    const events = Array.from({ length: OUTBOX_LIMIT - 2 }, () => sent);
    await orders.update(ADA, id, { set: { title: 'many' }, events }, []);
    const { v } = await orders.update(ADA, id, { set: { title: 'full' }, events: [sent] }, ['v']);
    const late = { set: { title: 'late' }, events: [sent] } as const;
    await expect(orders.update(ADA, id, late, [])).rejects.toMatchObject({ type: { code: 'OVERLOADED', status: 503 }, detail: expect.stringContaining('relayed'), retryAfterSeconds: expect.any(Number) });
    await expect(orders.transition(ADA, id, { step: machine.step('send'), events: [sent] }, [])).rejects.toEqual(code('OVERLOADED'));
    await expect(orders.update(ADA, id, { ...late, version: v - 1 }, [])).rejects.toEqual(code('VERSION_MISMATCH'));
    await expect(orders.transition(ADA, id, { step: machine.step('pay'), events: [sent] }, [])).rejects.toEqual(code('STATE_CONFLICT'));
    expect(await orders.update(ADA, id, { set: { title: 'silent' } }, ['title', 'v'])).toEqual({ _id: id, v: v + 1, title: 'silent' });
    expect((await raw(id))?.['outbox' as never]).toHaveLength(OUTBOX_LIMIT);
    await database.db.collection<{ _id: string; outbox: unknown[] }>('orders').updateOne({ _id: id }, { $pop: { outbox: -1 } });
    expect(await orders.update(ADA, id, late, ['title'])).toEqual({ _id: id, title: 'late' });
  });
});

describe('a page', () => {
  const owner = ownedBy({ ownerId: 'page' });

  it.each([1, -1] as const)('follows the last in the direction %d, each document once, ties by id', async (direction) => {
    const mine = ownedBy({ ownerId: `page${direction}` });
    for (let i = 0; i < 23; i += 1) await orders.insert(mine, order({ ownerId: `page${direction}`, at: new Date(1_000 * (i % 5)), total: i }));
    const seen: { _id: string; total: number }[] = [];
    let after: PageKey | undefined;
    do {
      const page = await orders.page(mine, {}, { sort: { by: 'at', direction }, limit: 5, after }, ['total']);
      seen.push(...page.items);
      after = page.next;
    } while (after !== undefined);
    expect(seen).toHaveLength(23);
    expect(new Set(seen.map(({ _id }) => _id)).size).toBe(23);
    expect(Object.keys(seen[0] ?? {}).sort()).toEqual(['_id', 'total']);
    const days = seen.map(({ total }) => (total % 5) * direction);
    expect([...days].sort((a, b) => a - b)).toEqual(days);
  });

  it('ends without a next page when exactly its limit is there, and refuses a limit out of range', async () => {
    for (let i = 0; i < 3; i += 1) await orders.insert(owner, order({ ownerId: 'page' }));
    const page = await orders.page(owner, {}, { sort: { by: '_id', direction: 1 }, limit: 3 }, []);
    expect(page).toEqual({ items: expect.any(Array), next: undefined });
    expect(page.items).toHaveLength(3);
    await expect(orders.page(owner, {}, { sort: { by: '_id', direction: 1 }, limit: 101 }, [])).rejects.toThrow('limit must be 1..100');
  });
});
