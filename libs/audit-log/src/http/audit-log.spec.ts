import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Global, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Authenticator, CommonModule, type Principal, roleBits } from '@plumbline/common';
import { ConfigModule } from '@plumbline/config';
import { closeDatabase, DatabaseModule } from '@plumbline/database';
import { ObservabilityModule } from '@plumbline/observability';
import { mergeProblems, PROBLEMS } from '@plumbline/problems';
import { edgeApp } from '../../../../test/fixtures/edge-app.js';
import { AuditLogModule } from '../audit-log.module.js';
import { type AuditWorld, eventsOf, objectIn, openAuditWorld } from '../audit-world.fixture.js';
import type { AuditEntry } from '../domain/entry.js';

const ADMIN: Principal = { userId: 'u1', credential: { kind: 'session', sessionId: 's1', steppedUpAt: undefined }, roles: ['admin'], roleBits: roleBits(['admin']) };

@Global()
@Module({ providers: [{ provide: Authenticator, useValue: { authenticate: () => ADMIN } }], exports: [Authenticator] })
class FakeIdentityModule {}

let world: AuditWorld;
let app: NestFastifyApplication;

/** The audit log behind the edge, on the world's database. */
async function start(): Promise<NestFastifyApplication> {
  const problems = mergeProblems(PROBLEMS);
  @Module({ imports: [ConfigModule.forRoot(world.config), ObservabilityModule.forRoot(world.config), DatabaseModule.forRoot(), CommonModule.forRoot(problems), FakeIdentityModule, AuditLogModule] })
  class AppModule {}
  return (await edgeApp(AppModule, { config: world.config, problems })).app;
}

const get = (url: string) => app.inject({ url, headers: { authorization: 'Bearer x' } });
const found = async (query: string) => (await get(`/audit-log?${query}`)).json<{ items: AuditEntry[]; nextCursor: string | null }>();

beforeAll(async () => {
  world = await openAuditWorld();
  for (let round = 0; round < 3; round += 1) {
    await world.appender().append([...eventsOf(objectIn(2), 30, round * 30 + 1), ...eventsOf(objectIn(5), 5, round * 5 + 1)]);
    await world.signer.sign();
  }
  await world.appender().append(eventsOf(objectIn(9), 2));
  app = await start();
}, 60_000);
afterAll(async () => {
  await app.close();
  await closeDatabase(app);
  await world.drop();
});

describe('the search', () => {
  it('shows an entry whole', async () => {
    const { items } = await found(`objectId=${objectIn(9)}&limit=1`);
    expect(items).toEqual([{
      id: `assessments:${objectIn(9)}:2:0`, chain: 9, seq: 2, at: '2026-03-14T08:00:00.002Z', recordedAt: expect.stringMatching(/^2026-03-14T09:.*Z$/), actor: '0193b2f3-0000-7000-8000-000000000001', action: 'assessment.started',
      object: { type: 'assessments', id: objectIn(9) }, data: { businessId: '0193c3f4-0000-7000-8000-000000000001', count: 2, score: 71.5, tags: ['a', 'b'], since: '1970-01-01T00:00:00.000Z' }, prev: expect.stringMatching(/^[0-9a-f]{64}$/), hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    }]);
  });

  it('goes through pages newest first, without a double or a gap where many have the same time', async () => {
    const all: string[] = [];
    let cursor: string | null = '';
    for (let page = 0; cursor !== null && page < 30; page += 1) {
      const { items, nextCursor }: { items: AuditEntry[]; nextCursor: string | null } = await found(`limit=7${cursor === '' ? '' : `&cursor=${cursor}`}`);
      all.push(...items.map(({ at, id }) => `${at} ${id}`));
      cursor = nextCursor;
    }
    expect(all).toHaveLength(107);
    expect(all).toEqual([...new Set(all)].sort().reverse());
  });

  it.each([
    ['actor=0193b2f3-0000-7000-8000-000000000002', ({ actor }: AuditEntry) => actor === '0193b2f3-0000-7000-8000-000000000002', 33],
    ['action=assessment.submitted', ({ action }: AuditEntry) => action === 'assessment.submitted', 54],
    [`objectId=${objectIn(5)}`, ({ object }: AuditEntry) => object.id === objectIn(5), 15],
    ['objectType=assessments', ({ object }: AuditEntry) => object.type === 'assessments', 100],
    ['objectType=businesses', () => false, 0],
    ['from=2026-03-14T08:00:00.080Z', ({ at }: AuditEntry) => at >= '2026-03-14T08:00:00.080Z', 11],
    ['to=2026-03-14T08:00:00.003Z', ({ at }: AuditEntry) => at < '2026-03-14T08:00:00.003Z', 6],
    [`objectType=assessments&objectId=${objectIn(2)}&action=assessment.started&actor=0193b2f3-0000-7000-8000-000000000000&from=2026-03-14T08:00:00.010Z&to=2026-03-14T08:00:00.020Z`, ({ object, action }: AuditEntry) => object.id === objectIn(2) && action === 'assessment.started', 2],
  ])('finds by %s', async (query, fits, count) => {
    const { items } = await found(`${query}&limit=100`);
    expect(items).toHaveLength(count);
    expect(items.filter((item) => !fits(item))).toEqual([]);
  });

  it.each(['', `actor=0193b2f3-0000-7000-8000-000000000002`, `objectId=${objectIn(5)}`, 'objectType=assessments', 'action=assessment.started', 'from=2026-03-14T08:00:00.010Z&to=2026-03-14T08:00:00.020Z'])('looks at next to nothing that it does not show: %s', async (query) => {
    const { db } = world.database;
    await db.command({ profile: 2 });
    const { nextCursor } = await found(`${query}&limit=3`);
    await found(`${query}&limit=3&cursor=${String(nextCursor)}`);
    await db.command({ profile: 0 });
    const looks = await db.collection('system.profile').find({ op: 'query', ns: /audit_entries$/ }).toArray();
    await db.collection('system.profile').drop();
    expect(looks).toHaveLength(2);
    for (const { planSummary, docsExamined, keysExamined, hasSortStage } of looks) {
      expect(planSummary).toMatch(/^IXSCAN/);
      expect(hasSortStage).toBeUndefined();
      // One more than shown, and at the second page those of the cursor's own moment.
      expect(Number(docsExamined)).toBeLessThanOrEqual(8);
      expect(Number(keysExamined)).toBeLessThanOrEqual(8);
    }
  });

  it.each(['actor=NOT~VALID', 'from=yesterday', 'limit=101', 'cursor=e30', 'to=2026-03-14T08:00:00.010Z&from=2026-03-14T08:00:00.020Z', 'actor[$gt]='])('refuses %s', async (query) => {
    expect((await get(`/audit-log?${query}`)).statusCode).toBe(400);
  });
});

describe('the verification', () => {
  it('says what was looked at and that nothing is broken', async () => {
    expect((await get('/audit-log/verification')).json()).toEqual({ sound: true, entries: 107, checkpoints: 3, since: null, toTheEnd: true, newestCheckpoint: { number: 3, at: expect.any(String), keyId: 'a1' }, unsigned: 2, findings: [] });
  });

  it('names what is broken', async () => {
    const restore = await world.keep();
    await world.raw.entries.updateOne({ chain: 2, seq: 17 }, { $set: { actor: 'system' } });
    expect((await get('/audit-log/verification')).json()).toMatchObject({ sound: false, findings: [{ chain: 2, seq: 17, entryId: `assessments:${objectIn(2)}:17:0`, fault: 'changed', sentence: expect.stringMatching(/^Chain 2: entry 17/) }] });
    await restore();
  });
});

describe('the export', () => {
  const text = async (query = ''): Promise<string> => (await get(`/audit-log/export${query}`)).body;
  const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-audit-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What the verifier for third parties says of a file, with the keys that it is told to believe. */
  const check = async (body: string, keys: readonly object[] = world.keys.ring.published): Promise<{ readonly code: number; readonly said: string }> => {
    const [file, keyFile] = [path.join(folder, 'export.ndjson'), path.join(folder, 'keys.json')];
    writeFileSync(file, body);
    writeFileSync(keyFile, JSON.stringify({ keys }));
    return new Promise((resolve) => {
      execFile(process.execPath, [path.join(__dirname, '../../../../tools/verify-audit-export.mjs'), file, '--keys', keyFile], (error, stdout, stderr) => resolve({ code: error === null ? 0 : 1, said: `${stdout}${stderr}` }));
    });
  };
  const sound = (entries: number, checkpoints: number) => ({ code: 0, said: expect.stringContaining(`Sound: ${entries} entries and ${checkpoints} checkpoint${checkpoints === 1 ? '' : 's'}, from `) });
  const broken = (what: RegExp) => ({ code: 1, said: expect.stringMatching(what) });

  it('is checked by a program that shares no code with us, with the published keys', async () => {
    const answer = await get('/audit-log/export');
    expect(answer.headers).toMatchObject({ 'content-type': 'application/x-ndjson; charset=utf-8', 'content-disposition': expect.stringContaining('attachment') });
    const { keys } = (await get('/.well-known/audit-keys.json')).json<{ keys: { kid: string; x: string }[] }>();
    expect(await check(answer.body, keys)).toEqual(sound(107, 3));
  });

  it('of a part begins and ends with a checkpoint, and is sound by itself', async () => {
    const [, two, three] = await world.raw.checkpoints.find().sort({ _id: 1 }).toArray();
    const part = await text(`?from=${two!.at.toISOString()}&to=${three!.at.toISOString()}`);
    expect(await check(part)).toEqual(sound(35, 2));
    expect(await check(await text(`?from=${three!.at.toISOString()}`))).toEqual(sound(2, 1));
    expect(await check(await text('?from=1999-01-01T00:00:00Z'))).toEqual(sound(107, 3));
    expect(await check(await text(`?to=${two!.at.toISOString()}`))).toEqual(sound(70, 2));
    expect(await check(part.replace('"count":61', '"count":62'))).toEqual(broken(/^Chain 2: entry 61 /));
  });

  it('of a part is refused when its first checkpoint is not signed by a known key', async () => {
    const [, two] = await world.raw.checkpoints.find().sort({ _id: 1 }).toArray();
    const part = await text(`?from=${two!.at.toISOString()}`);
    expect(await check(part.replace(/"checkpoint":"eyJ/, '"checkpoint":"fyJ'))).toEqual(broken(/Checkpoints: checkpoint 2 is not signed by a known key/));
  });

  it.each([
    ['changed', (body: string) => body.replace('"count":17,', '"count":18,'), /^Chain 2: entry 17 .* was changed.*\nBROKEN: 1 of the chains/],
    ['taken out', (body: string) => body.replace(/\{"entry":\{[^\n]*:17:0"[^\n]*\n/, '').replace('"entries":107', '"entries":106'), /^Chain 2: entries 17 to 17 are missing/],
    ['cut off', (body: string) => body.replace(/\{"entry":\{[^\n]*:90:0"[^\n]*\n/, '').replace('"entries":107', '"entries":106'), /^Chain 2: .*checkpoint 3 knows entry 90: it was cut off/],
    ['forged', (body: string) => body.replace(/(\{"checkpoint":"[^\n]*)A([^\n]*\n)/, '$1B$2'), /^Checkpoints: .* is not signed by a known key/],
  ])('in which something was %s is refused by that program', async (_what, change, damage) => {
    expect(await check(change(await text()))).toEqual(broken(damage));
  });

  it('that lacks its end is refused by that program', async () => {
    expect(await check((await text()).split('\n').slice(0, -2).join('\n'))).toEqual(broken(/cut short/));
  });
});
