import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type AuditWorld, eventsOf, objectIn, openAuditWorld } from './audit-world.fixture.js';
import { CHAINS, GENESIS } from './domain/entry.js';

let world: AuditWorld;

beforeEach(async () => {
  world = await openAuditWorld();
});
afterEach(() => world.drop());

const sound = async () => expect(await world.verify.whole()).toMatchObject({ findings: [], toTheEnd: true });
const ids = async () => (await world.raw.entries.find({}, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id).sort();

describe('an append', () => {
  it('writes each event down once, chained by its object, and moves the head', async () => {
    const [one, other] = [objectIn(3), objectIn(11)];
    await world.appender().append([...eventsOf(one, 2), ...eventsOf(other, 1)]);
    const [first, second] = await world.raw.entries.find({ chain: 3 }).sort({ seq: 1 }).toArray();
    expect(first).toMatchObject({
      _id: `assessments:${one}:1:0`, chain: 3, seq: 1, prev: GENESIS, action: 'assessment.submitted', object: { type: 'assessments', id: one }, at: new Date(Date.UTC(2026, 2, 14, 8, 0, 0, 1)),
      data: { count: 1, score: 71.5, tags: ['a', 'b'], since: '1970-01-01T00:00:00.000Z' },
    });
    expect(second).toMatchObject({ seq: 2, prev: first?.hash });
    expect(await world.raw.heads.find({ seq: { $gt: 0 } }).sort({ _id: 1 }).toArray()).toEqual([{ _id: 3, seq: 2, hash: second?.hash }, { _id: 11, seq: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    await sound();
  });

  it('takes an event that is handed over again, alone, among new ones or twice at once, for recorded', async () => {
    const events = eventsOf(objectIn(5), 4);
    await world.appender().append(events.slice(0, 2));
    await world.appender().append(events.slice(0, 2));
    await world.appender().append(events);
    await world.appender().append([...events, ...events, ...eventsOf(objectIn(6), 1), ...eventsOf(objectIn(6), 1)]);
    expect(await ids()).toEqual([...events, ...eventsOf(objectIn(6), 1)].map(({ id }) => id).sort());
    await sound();
  });

  it('goes on behind entries whose head was not moved before the crash', async () => {
    await world.appender().append(eventsOf(objectIn(2), 3));
    await world.raw.heads.updateOne({ _id: 2 }, { $set: { seq: 0, hash: GENESIS } });
    await world.appender().append(eventsOf(objectIn(2), 1, 4));
    expect(await world.raw.heads.findOne({ _id: 2 })).toMatchObject({ seq: 4 });
    await sound();
  });

  it('is made once when the crash came between entries and head, and the events are handed over again', async () => {
    const events = eventsOf(objectIn(2), 3);
    await world.appender().append(events);
    await world.raw.heads.updateOne({ _id: 2 }, { $set: { seq: 0, hash: GENESIS } });
    await world.appender().append(events);
    expect(await ids()).toHaveLength(3);
    await world.signer.sign();
    expect(await world.raw.heads.findOne({ _id: 2 })).toMatchObject({ seq: 3 });
    await sound();
  });

  it('leaves the gap of entries that were taken away: their numbers are not given again', async () => {
    await world.appender().append(eventsOf(objectIn(2), 3));
    await world.raw.entries.deleteOne({ chain: 2, seq: 3 });
    await world.appender().append(eventsOf(objectIn(2), 1, 4));
    expect((await world.verify.whole()).findings).toMatchObject([{ chain: 2, seq: 3, fault: 'removed' }]);
  });

  it('forks nothing and leaves no gap when four processes append at once, some of it the same', async () => {
    const appenders = Array.from({ length: 4 }, () => world.appender());
    const objects = Array.from({ length: CHAINS }, (_, chain) => objectIn(chain));
    await Promise.all(
      appenders.map(async (appender, which) => {
        for (let round = 0; round < 5; round += 1) {
          const own = objects.flatMap((id) => eventsOf(id, 2, 1_000 * (which + 1) + round * 2));
          const shared = objects.flatMap((id) => eventsOf(id, 2, round * 2 + 1));
          await appender.append([...own, ...shared]);
        }
      }),
    );
    expect(await ids()).toHaveLength(CHAINS * 10 * 5);
    for (let chain = 0; chain < CHAINS; chain += 1) expect((await world.raw.entries.find({ chain }).sort({ seq: 1 }).toArray()).map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, place) => place + 1));
    await sound();
  }, 60_000);

  it('keeps what one process hands over at once in the order of its object', async () => {
    const appender = world.appender();
    const id = objectIn(9);
    await Promise.all(Array.from({ length: 10 }, (_, place) => appender.append(eventsOf(id, 5, place * 5 + 1))));
    expect((await world.raw.entries.find({ chain: 9 }).sort({ seq: 1 }).toArray()).map(({ _id }) => _id)).toEqual(eventsOf(id, 50).map((event) => event.id));
  });

  it('is refused while the index is missing that keeps places apart', async () => {
    await world.raw.entries.dropIndex('audit_entries_chain');
    await expect(world.appender().append(eventsOf(objectIn(1), 1))).rejects.toThrow(/audit_entries_chain is missing; run npm run migrate/);
    expect(await ids()).toEqual([]);
  });

  it('writes down whatever an event carries: halves of surrogate pairs, numbers that JSON has not, names with digits and dots', async () => {
    const [event] = eventsOf(objectIn(1), 1);
    const data = { text: 'a\uD800b', 10: 1, 9: -0, 'a.b': Number.POSITIVE_INFINITY, none: null, gone: undefined } as never;
    await world.appender().append([{ ...event!, data }]);
    expect((await world.raw.entries.findOne({}))?.data).toEqual({ 9: 0, 10: 1, text: 'a\uFFFDb', 'a.b': null, none: null });
    await sound();
  });
});

describe('a checkpoint', () => {
  it('is signed over the ends of all chains and names the one before; without anything new there is none', async () => {
    expect(await world.signer.sign()).toBeUndefined();
    await world.appender().append(eventsOf(objectIn(4), 2));
    expect(await world.signer.sign()).toMatchObject({ n: 1, entries: 2, previous: GENESIS });
    expect(await world.signer.sign()).toBeUndefined();
    await world.appender().append(eventsOf(objectIn(4), 1, 3));
    const second = await world.signer.sign();
    expect(second).toMatchObject({ n: 2, entries: 3 });
    expect(second?.heads[4]).toEqual({ seq: 3, hash: (await world.raw.entries.findOne({ seq: 3 }))?.hash });
    expect(await world.verify.whole()).toMatchObject({ checkpoints: 2, newest: { n: 2 }, unsigned: 0, findings: [] });
    await world.appender().append(eventsOf(objectIn(8), 1));
    expect(await world.verify.whole()).toMatchObject({ unsigned: 1, findings: [] });
  });

  it('is made by one of several processes', async () => {
    await world.appender().append(eventsOf(objectIn(4), 2));
    const made = await Promise.all(Array.from({ length: 5 }, () => world.signer.sign()));
    expect(made.filter((one) => one !== undefined)).toHaveLength(1);
    await sound();
  });

  it('moves the head on when the crash came before that', async () => {
    await world.appender().append(eventsOf(objectIn(4), 2));
    await world.signer.sign();
    await world.raw.heads.updateOne({ _id: CHAINS }, { $set: { seq: 0, hash: GENESIS } });
    await sound();
    await world.signer.sign();
    expect(await world.raw.heads.findOne({ _id: CHAINS })).toMatchObject({ seq: 1 });
    await sound();
  });
});

describe('a check', () => {
  it('finds nothing wrong while four processes append and sign', async () => {
    let writing = true;
    const objects = Array.from({ length: CHAINS }, (_, chain) => objectIn(chain));
    const write = async (which: number) => {
      const appender = world.appender();
      for (let round = 0; writing; round += 1) {
        await appender.append(objects.flatMap((id) => eventsOf(id, 1, 10_000 * which + round + 1)));
        if (which === 0) await world.signer.sign();
      }
    };
    const writers = Promise.all([0, 1, 2].map(write));
    try {
      const signed = () => world.raw.checkpoints.countDocuments();
      for (let look = 0; look < 8 || (await signed()) < 3; look += 1) expect((await world.verify.whole()).findings).toEqual([]);
      expect((await world.verify.newest(50)).findings).toEqual([]);
    } finally {
      writing = false;
      await writers;
    }
    await sound();
  }, 60_000);

  it('may begin behind a checkpoint and stop before the end, and says so', async () => {
    for (let round = 0; round < 5; round += 1) {
      await world.appender().append(Array.from({ length: CHAINS }, (_, chain) => eventsOf(objectIn(chain), 2, round * 2 + 1)).flat());
      await world.signer.sign();
    }
    expect(await world.verify.newest(64)).toMatchObject({ since: 3, entries: 64, checkpoints: 3, toTheEnd: true, findings: [] });
    expect(await world.verify.whole({ most: 40 })).toMatchObject({ since: null, toTheEnd: false, findings: [] });
    expect(await world.verify.whole({ signal: AbortSignal.abort() })).toMatchObject({ toTheEnd: false });
    await world.raw.entries.updateOne({ chain: 7, seq: 2 }, { $set: { actor: 'nobody' } });
    expect(await world.verify.newest(64)).toMatchObject({ findings: [] });
    expect(await world.verify.whole()).toMatchObject({ findings: [{ chain: 7, seq: 2 }] });
  });
});
