import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { World } from '../contract/world.js';
import { ArrangerServer } from './arranger.fixture.js';
import { ROOT, targetOf } from './target.fixture.js';

const MINUTE = 60_000;
/** Where `npm run audit` wants its report; a folder of the test's own unless told. */
const OUT = process.env['AUDIT_OUT'];
const PROGRAM = path.join(ROOT, 'apps/readiness-audit/bin/plumbline-audit.mjs');

interface Report {
  readonly judgement: { readonly score: { readonly floor: number }; readonly blockers: readonly string[] };
  readonly checks: readonly { readonly meta: { readonly id: string }; readonly outcome: { readonly outcome: string; readonly reason?: string } }[];
}

/** The floor that was reached before: it only rises. */
const { floor: KEPT } = JSON.parse(readFileSync(path.join(__dirname, 'floor.json'), 'utf8')) as { readonly floor: number };

let folder: string;
let world: World;
let arranger: ArrangerServer;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'plumbline-audit-'));
  const logFile = path.join(folder, 'api.log');
  // Nobody's forwarded address is believed: so it is where no proxy stands.
  world = await World.start('fast', { env: { TRUSTED_PROXIES: '' }, logFile });
  const [other, spare] = await Promise.all([world.people.register('client'), world.people.register('client')]);
  arranger = await ArrangerServer.start(world);
  writeFileSync(path.join(folder, 'plumbline-audit.yml'), JSON.stringify(targetOf(world, { logFile, arrangerPort: arranger.port, other, spare })));
}, 2 * MINUTE);

afterAll(async () => {
  await arranger.stop();
  expect(await world.stop()).toEqual([0, 0]);
  rmSync(folder, { recursive: true, force: true });
}, 2 * MINUTE);

/** @returns the exit code, once it is through. */
function audit(out: string): Promise<number | null> {
  const child = spawn(process.execPath, [PROGRAM, 'run', path.join(folder, 'plumbline-audit.yml'), '--out', out, ...(process.env['AUDIT_ONLY'] === undefined ? [] : ['--only', process.env['AUDIT_ONLY']])], { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
}

describe('the readiness of Plumbline', () => {
  it('is measured: nothing blocks, no check breaks, and the floor does not sink', async () => {
    const out = OUT ?? path.join(folder, 'report');
    // 2: some P0 cannot be measured yet; 1 and 3 are failures.
    expect([0, 2]).toContain(await audit(out));
    const { judgement, checks } = JSON.parse(readFileSync(path.join(out, 'report.json'), 'utf8')) as Report;
    expect(checks.filter(({ outcome }) => outcome.outcome === 'error').map(({ meta, outcome }) => `${meta.id}: ${outcome.reason ?? ''}`)).toEqual([]);
    expect(judgement.blockers).toEqual([]);
    expect(judgement.score.floor).toBeGreaterThanOrEqual(KEPT);
  }, 5 * MINUTE);
});
