import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { SignatureRing } from '@plumbline/signatures';
import { type AuditWorld, eventsOf, objectIn, openAuditWorld } from './audit-world.fixture.js';
import { sha256 } from './adapters/sha256.js';
import { toDocument, toEntry } from './data/entry-document.js';
import { CHECKPOINT_TYPE } from './domain/checkpoint.js';
import { type AuditEntry, textOf } from './domain/entry.js';
import { verifyExport } from './use-cases/verify-export.js';

/** The chain in which most damage is planted; it has 6 entries, of which checkpoint 1 knows 4, and checkpoints 2 and 3 know 5 and 6. */
const CHAIN = 7;
const OBJECT = objectIn(CHAIN);
const idOf = (seq: number): string => `assessments:${OBJECT}:${seq}:0`;

let world: AuditWorld;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await openAuditWorld();
  const appender = world.appender();
  await appender.append([...eventsOf(OBJECT, 4), ...eventsOf(objectIn(2), 3)]);
  await world.signer.sign();
  await appender.append(eventsOf(OBJECT, 1, 5));
  await world.signer.sign();
  await appender.append(eventsOf(OBJECT, 1, 6));
  await world.signer.sign();
  restore = await world.keep();
}, 60_000);
afterEach(() => restore());
afterAll(() => world.drop());

/** Raw changes, as somebody makes them who holds the database. */
const at = (seq: number, chain = CHAIN) => ({ chain, seq });
const entry = async (seq: number, chain = CHAIN): Promise<AuditEntry> => toEntry((await world.raw.entries.findOne(at(seq, chain)))!);
const rehashed = (changed: AuditEntry): AuditEntry => ({ ...changed, hash: sha256(textOf(changed)) });
const replace = async (seq: number, by: AuditEntry): Promise<void> => {
  await world.raw.entries.deleteOne(at(seq));
  await world.raw.entries.insertOne(toDocument(by));
};
const withoutIndex = () => world.raw.entries.dropIndex('audit_entries_chain');
/** Writes a chain anew from `seq` on: every hash fits, and so does the head. */
async function rewriteFrom(seq: number, change: Partial<AuditEntry>): Promise<void> {
  const last = (await world.raw.heads.findOne({ _id: CHAIN }))!.seq;
  let before = seq === 1 ? undefined : await entry(seq - 1);
  for (let place = seq; place <= last; place += 1) {
    const anew = rehashed({ ...(await entry(place)), ...(place === seq ? change : {}), prev: before?.hash ?? '0'.repeat(64) });
    await replace(place, anew);
    before = anew;
  }
  await world.raw.heads.updateOne({ _id: CHAIN }, { $set: { hash: before!.hash } });
}
const withoutSignatures = async (): Promise<void> => {
  await world.raw.checkpoints.deleteMany({});
  await world.raw.heads.updateOne({ _id: 16 }, { $set: { seq: 0, hash: '0'.repeat(64) } });
};
const jwsOf = async (n: number): Promise<string> => (await world.raw.checkpoints.findOne({ _id: n }))!.jws;

/** A name, the damage, and what must be said of it. */
type Case = readonly [string, () => Promise<unknown>, object];

const ENTRIES: readonly Case[] = [
  ['data that was changed', () => world.raw.entries.updateOne(at(3), { $set: { 'data.score': 99 } }), { chain: CHAIN, seq: 3, entryId: idOf(3), fault: 'changed', sentence: expect.stringMatching(/^Chain 7: entry 3 \(assessments:.*:3:0\) was changed: its hash is not that of what it says\.$/) }],
  ['an actor that was changed in the last entry', () => world.raw.entries.updateOne(at(6), { $set: { actor: 'system' } }), { seq: 6, fault: 'changed' }],
  ['a time that was moved', () => world.raw.entries.updateOne(at(2), { $set: { at: new Date(0) } }), { seq: 2, fault: 'changed' }],
  ['a time that is no date any more, so that no search finds it', async () => world.raw.entries.updateOne(at(2), { $set: { at: (await entry(2)).at as never } }), { seq: 2, fault: 'changed' }],
  ['a member that was added', () => world.raw.entries.updateOne(at(2), { $set: { note: 'nothing to see' } }), { seq: 2, fault: 'changed' }],
  ['a member that was taken away', () => world.raw.entries.updateOne(at(2), { $unset: { 'data.tags': 1 } }), { seq: 2, fault: 'changed' }],
  ['data that was changed with its hash', async () => replace(3, rehashed({ ...(await entry(3)), actor: 'somebody-else' })), { seq: 3, entryId: idOf(3), fault: 'changed', sentence: expect.stringContaining('its hash made anew') }],
  ['the last signed entry, changed with its hash', async () => replace(6, rehashed({ ...(await entry(6)), actor: 'somebody-else' })), { seq: 6, entryId: idOf(6), fault: 'rewritten', sentence: expect.stringContaining('checkpoint 3') }],
  ['an entry that was removed', () => world.raw.entries.deleteOne(at(3)), { seq: 3, entryId: null, fault: 'removed', sentence: expect.stringMatching(/entry 3 is missing behind entry 2 .*; entry 4 .* comes next/) }],
  ['two entries that were removed', () => world.raw.entries.deleteMany({ chain: CHAIN, seq: { $in: [2, 3] } }), { seq: 2, fault: 'removed', sentence: expect.stringContaining('entries 2 to 3 are missing') }],
  ['an entry that a checkpoint ends with, removed', () => world.raw.entries.deleteOne(at(4)), { seq: 4, fault: 'removed' }],
  ['the first entry, removed', () => world.raw.entries.deleteOne(at(1)), { seq: 1, fault: 'removed', sentence: expect.stringContaining('behind the beginning of the chain') }],
  ['the tail, removed', () => world.raw.entries.deleteMany({ chain: CHAIN, seq: { $gte: 5 } }), { seq: 5, fault: 'cut-off', sentence: expect.stringContaining('checkpoint 2 knows entry 5') }],
  ['the tail, removed, and the head set back', async () => [await world.raw.entries.deleteOne(at(6)), await world.raw.heads.updateOne({ _id: CHAIN }, { $set: { seq: 5, hash: (await entry(5)).hash } })], { seq: 6, fault: 'cut-off', sentence: expect.stringContaining('checkpoint 3 knows entry 6') }],
  ['a whole chain, removed', () => world.raw.entries.deleteMany({ chain: CHAIN }), { seq: 1, fault: 'cut-off' }],
  ['an entry that was put in beside another', async () => [await withoutIndex(), await world.raw.entries.insertOne(toDocument(rehashed({ ...(await entry(3)), id: 'zzz', actor: 'somebody-else' })))], { seq: 3, entryId: 'zzz', fault: 'inserted' }],
  ['an entry that was put in before the one whose place it takes', async () => withoutIndex().then(() => replaceBoth(3)), { seq: 3, entryId: 'aaa', fault: 'inserted' }],
  ['an entry put in place of another, behind nothing', async () => replace(3, rehashed({ ...(await entry(3)), id: 'zzz', prev: 'f'.repeat(64) })), { seq: 3, entryId: 'zzz', fault: 'inserted' }],
  ['an entry put behind the last one, behind nothing', async () => world.raw.entries.insertOne(toDocument(rehashed({ ...(await entry(6)), id: 'zzz', seq: 7, prev: 'f'.repeat(64) }))), { seq: 7, entryId: 'zzz', fault: 'inserted' }],
  ['an entry with half a number', async () => world.raw.entries.insertOne(toDocument(rehashed({ ...(await entry(3)), id: 'zzz', seq: 3.5 }))), { seq: 3.5, entryId: 'zzz', fault: 'inserted' }],
  ['two entries whose numbers were swapped', () => swap(2, 5, ['seq']), { seq: 2, entryId: idOf(5), fault: 'reordered', sentence: expect.stringMatching(/entry 2 \(.*:5:0\) and entry 5 \(.*:2:0\) have changed places/) }],
  ['two neighbours whose numbers were swapped', () => swap(2, 3, ['seq']), { seq: 2, fault: 'reordered' }],
  ['two entries that were swapped with their links', () => swap(2, 5, ['seq', 'prev']), { seq: 2, fault: 'reordered' }],
  ['two entries that were swapped with links and hashes', () => swap(2, 5, ['seq', 'prev', 'hash']), { seq: 2, fault: 'reordered' }],
  ['an entry that was moved to the end', () => world.raw.entries.updateOne(at(3), { $set: { seq: 40 } }), { seq: 3, entryId: idOf(3), fault: 'reordered', sentence: expect.stringContaining('was given the number 40') }],
  ['a chain that was written anew with all its hashes and its head', () => rewriteFrom(5, { actor: 'somebody-else' }), { seq: 5, entryId: idOf(5), fault: 'rewritten', sentence: expect.stringMatching(/checkpoint 2 .* between entry 4, up to which checkpoint 1 vouches for it, and there/) }],
];

async function replaceBoth(seq: number): Promise<void> {
  const kept = await entry(seq);
  await world.raw.entries.deleteOne(at(seq));
  await world.raw.entries.insertMany([toDocument(rehashed({ ...kept, id: 'aaa', actor: 'somebody-else' })), toDocument(kept)]);
}

async function swap(one: number, other: number, members: readonly (keyof AuditEntry)[]): Promise<void> {
  const [a, b] = [await entry(one), await entry(other)];
  const taken = (from: AuditEntry): Partial<AuditEntry> => Object.fromEntries(members.map((member) => [member, from[member]]));
  await world.raw.entries.deleteMany({ _id: { $in: [a.id, b.id] } });
  await world.raw.entries.insertMany([toDocument({ ...a, ...taken(b) }), toDocument({ ...b, ...taken(a) })]);
}

const forge = async (n: number, change: object, ring = new SignatureRing([{ id: 'a1', bytes: Buffer.from('0123456789abcdef0123456789abcdef') }])) => {
  const payload = JSON.parse(Buffer.from((await jwsOf(n)).split('.')[1]!, 'base64url').toString()) as object;
  await world.raw.checkpoints.updateOne({ _id: n }, { $set: { jws: ring.sign(CHECKPOINT_TYPE, { ...payload, ...change }) } });
};

const CHECKPOINTS: readonly Case[] = [
  ['a checkpoint in which a character was changed', async () => world.raw.checkpoints.updateOne({ _id: 2 }, { $set: { jws: (await jwsOf(2)).replace(/\.(.)/, (_, first: string) => `.${first === 'e' ? 'f' : 'e'}`) } }), { seq: 2, fault: 'forged' }],
  ['a checkpoint that is signed by a foreign key of the same id', () => forge(2, {}), { seq: 2, fault: 'forged', sentence: expect.stringContaining('its signature is not good') }],
  ['a checkpoint that is signed by an unknown key', () => forge(2, {}, new SignatureRing([{ id: 'a9', bytes: Buffer.from('0123456789abcdef0123456789abcdef') }])), { seq: 2, fault: 'forged', sentence: expect.stringContaining('not among those') }],
  ['a signed text of another kind', async () => world.raw.checkpoints.updateOne({ _id: 2 }, { $set: { jws: world.keys.ring.sign('plumbline-certificate+jws', {}) } }), { seq: 2, fault: 'forged' }],
  ['a signed text that says nothing', async () => world.raw.checkpoints.updateOne({ _id: 2 }, { $set: { jws: world.keys.ring.sign(CHECKPOINT_TYPE, { n: 2 }) } }), { seq: 2, fault: 'forged', sentence: expect.stringContaining('is no checkpoint') }],
  ['a checkpoint that was removed', () => world.raw.checkpoints.deleteOne({ _id: 2 }), { seq: 2, fault: 'removed', sentence: 'Checkpoints: checkpoint 2 is missing; checkpoint 3 comes next.' }],
  ['the first checkpoint, removed', () => world.raw.checkpoints.deleteOne({ _id: 1 }), { seq: 1, fault: 'removed' }],
  ['two checkpoints that were swapped', async () => {
    const [two, three] = [await jwsOf(2), await jwsOf(3)];
    await world.raw.checkpoints.updateOne({ _id: 2 }, { $set: { jws: three } });
    await world.raw.checkpoints.updateOne({ _id: 3 }, { $set: { jws: two } });
  }, { seq: 2, fault: 'reordered' }],
  ['a checkpoint that is there twice', async () => world.raw.checkpoints.updateOne({ _id: 3 }, { $set: { jws: await jwsOf(2) } }), { seq: 2, fault: 'reordered' }],
  ['a checkpoint that our key signed in place of another', () => forge(2, { at: '2026-01-01T00:00:00.000Z' }, world.keys.ring), { fault: expect.stringMatching(/changed|inserted/) }],
];

const STORED_ONLY: readonly Case[] = [
  ['the last checkpoint, removed', () => world.raw.checkpoints.deleteOne({ _id: 3 }), { chain: null, seq: 3, fault: 'cut-off' }],
  ['all checkpoints, removed', () => world.raw.checkpoints.deleteMany({}), { chain: null, seq: 1, fault: 'cut-off' }],
  ['the time by which a checkpoint is found', () => world.raw.checkpoints.updateOne({ _id: 2 }, { $set: { at: new Date(0) } }), { chain: null, seq: 2, fault: 'changed' }],
  ['a head with another hash', () => world.raw.heads.updateOne({ _id: CHAIN }, { $set: { hash: 'e'.repeat(64) } }), { chain: CHAIN, seq: 6, fault: 'head' }],
  ['a head that was set forward', () => world.raw.heads.updateOne({ _id: CHAIN }, { $set: { seq: 9 } }), { chain: CHAIN, seq: 7, fault: 'cut-off' }],
  ['a head that was set back', async () => world.raw.heads.updateOne({ _id: CHAIN }, { $set: { seq: 5, hash: (await entry(5)).hash } }), { chain: CHAIN, seq: 5, fault: 'head' }],
  ['a head that is missing', () => world.raw.heads.deleteOne({ _id: CHAIN }), { chain: CHAIN, fault: 'head' }],
  ['the head of the checkpoints, missing', () => world.raw.heads.deleteOne({ _id: 16 }), { chain: null, fault: 'head' }],
  ['the tail without any signature', async () => withoutSignatures().then(() => world.raw.entries.deleteOne(at(6))), { chain: CHAIN, seq: 6, fault: 'cut-off', sentence: expect.stringContaining('the head knows entry 6') }],
  ['the last entry changed with its hash, without any signature', async () => withoutSignatures().then(async () => replace(6, rehashed({ ...(await entry(6)), actor: 'somebody-else' }))), { chain: CHAIN, seq: 6, fault: 'head' }],
  ['the last but one changed with its hash, without any signature', async () => withoutSignatures().then(async () => replace(5, rehashed({ ...(await entry(5)), actor: 'somebody-else' }))), { chain: CHAIN, seq: 5, entryId: idOf(5), fault: 'changed' }],
  ['an entry in a chain that there is not', async () => world.raw.entries.insertOne(toDocument(rehashed({ ...(await entry(3)), id: 'zzz', chain: 99 }))), { entryId: 'zzz', fault: 'inserted', sentence: 'Entry zzz was inserted: it stands in none of the chains.' }],
  ['an entry whose number is a text', async () => world.raw.entries.insertOne(toDocument({ ...(await entry(3)), id: 'zzz', seq: '3' as never })), { entryId: 'zzz', fault: 'inserted' }],
  ['an entry whose number is none', async () => world.raw.entries.insertOne(toDocument({ ...(await entry(3)), id: 'zzz', seq: NaN })), { entryId: 'zzz', fault: 'inserted' }],
];

const damaged = async () => (await world.verify.whole()).findings;

/** The export as it is, line by line; `change` may do to the file what somebody did. */
async function exported(change: (lines: string[]) => string[] = (lines) => lines): Promise<AsyncIterable<string>> {
  let text = '';
  for await (const chunk of world.exporter.chunks()) text += chunk;
  const lines = change(text.trimEnd().split('\n'));
  return (async function* () {
    yield* lines;
  })();
}
const exportedFindings = async (change?: (lines: string[]) => string[]) => (await verifyExport(await exported(change), world.keys.ring.published)).findings;

it('finds nothing in a log that nobody damaged, stored or exported', async () => {
  expect(await damaged()).toEqual([]);
  expect(await exportedFindings()).toEqual([]);
});

describe('the check of entries finds and names', () => {
  it.each(ENTRIES)('%s', async (_what, damage, expected) => {
    await damage();
    expect(await damaged()).toEqual([expect.objectContaining({ chain: CHAIN, ...expected })]);
    expect(await exportedFindings()).toEqual([expect.objectContaining({ chain: CHAIN, ...expected })]);
  });

  it('the first broken entry of each of two chains', async () => {
    await world.raw.entries.updateOne(at(3), { $set: { actor: 'x' } });
    await world.raw.entries.updateOne(at(5), { $set: { actor: 'x' } });
    await world.raw.entries.deleteOne(at(2, 2));
    expect(await damaged()).toMatchObject([{ chain: 2, seq: 2, fault: 'removed' }, { chain: CHAIN, seq: 3, fault: 'changed' }]);
  });

  it('and the rest goes on being appended, signed and checked', async () => {
    await world.raw.entries.updateOne(at(3), { $set: { actor: 'x' } });
    await world.appender().append(eventsOf(OBJECT, 3, 7));
    await world.signer.sign();
    expect(await world.verify.whole()).toMatchObject({ entries: 12, newest: { n: 4 }, findings: [{ chain: CHAIN, seq: 3 }] });
  });
});

describe('the check of checkpoints finds and names', () => {
  it.each(CHECKPOINTS)('%s', async (_what, damage, expected) => {
    await damage();
    expect(await damaged()).toEqual([expect.objectContaining({ chain: null, ...expected })]);
    expect(await exportedFindings()).toEqual([expect.objectContaining({ chain: null, entryId: null })]);
  });
});

describe('the check of the database finds and names', () => {
  it.each(STORED_ONLY)('%s', async (_what, damage, expected) => {
    await damage();
    expect(await damaged()).toEqual([expect.objectContaining(expected)]);
  });
});

describe('the check of a file finds and names', () => {
  const isEntry = (line: string, seq: number): boolean => line.startsWith('{"entry":') && line.includes(`"id":"${idOf(seq)}"`);
  const swapped = (lines: string[], one: number, other: number): string[] => lines.map((line, place) => (place === one ? lines[other] : place === other ? lines[one] : line) as string);

  it.each<readonly [string, (lines: string[]) => string[], object]>([
    ['a line that was taken out', (lines) => lines.filter((line) => !isEntry(line, 3)), { chain: CHAIN, seq: 3, fault: 'removed' }],
    ['two lines that were swapped', (lines) => swapped(lines, lines.findIndex((line) => isEntry(line, 2)), lines.findIndex((line) => isEntry(line, 3))), { chain: CHAIN, seq: 2, fault: 'reordered' }],
    ['lines of different spans that were swapped', (lines) => swapped(lines, lines.findIndex((line) => isEntry(line, 4)), lines.findIndex((line) => isEntry(line, 5))), { chain: CHAIN, seq: 4, fault: 'reordered' }],
    ['a line that is there twice', (lines) => lines.flatMap((line) => (isEntry(line, 3) ? [line, line] : [line])), { chain: CHAIN, seq: 3, fault: 'inserted' }],
    ['a checkpoint that stands behind what it does not know', (lines) => {
      const checkpoint = lines.findIndex((line) => line.startsWith('{"checkpoint"'));
      return swapped(lines, checkpoint, checkpoint + 1);
    }, { chain: null, seq: 1, fault: 'reordered' }],
    ['an entry of a chain that there is not', (lines) => lines.map((line) => (isEntry(line, 6) ? line.replace('"chain":7', '"chain":70') : line)), { fault: 'inserted' }],
  ])('%s', async (_what, change, expected) => {
    expect(await exportedFindings(change)).toContainEqual(expect.objectContaining(expected));
  });

  it.each<readonly [string, (lines: string[]) => string[], RegExp]>([
    ['no last line', (lines) => lines.slice(0, -1), /cut short/],
    ['less than its last line tells of', (lines) => [...lines.slice(0, -1), '{"end":{"checkpoints":3,"entries":10}}'], /tells of 10 entries/],
    ['something behind its end', (lines) => [...lines, lines[1] as string], /Line 15 stands behind the end/],
    ['no header', (lines) => lines.slice(1), /Line 1 is not the header/],
    ['another version', (lines) => [(lines[0] as string).replace('"version":1', '"version":2'), ...lines.slice(1)], /reads plumbline-audit-log 1/],
    ['a line that is no JSON', (lines) => [lines[0] as string, '{"entry"', ...lines.slice(1)], /Line 2 is no JSON/],
    ['a line that is nothing known', (lines) => [lines[0] as string, '{"entry":3}', ...lines.slice(1)], /Line 2 is no line of an export/],
    ['nothing at all', () => [], /empty/],
  ])('refuses a file with %s', async (_what, change, message) => {
    await expect(exportedFindings(change)).rejects.toThrow(message);
  });

  it('believes only the keys that it is told to believe', async () => {
    const foreign = new SignatureRing([{ id: 'a1', bytes: Buffer.from('0123456789abcdef0123456789abcdef') }]).published;
    expect((await verifyExport(await exported(), foreign)).findings).toMatchObject([{ chain: null, fault: 'forged' }]);
    expect((await verifyExport(await exported(), undefined)).findings).toEqual([]);
  });
});
