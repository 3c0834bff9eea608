import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { World } from '../contract/world.js';
import { ArrangerServer } from './arranger.fixture.js';
import { errorsOf, plumblineAudit, readReport } from './run-audit.fixture.js';
import { targetOf } from './target.fixture.js';

const MINUTE = 60_000;
/** Where `npm run audit` wants its report, and the checks that it wants; a folder of the test's own and all of them unless told. */
const { AUDIT_OUT: OUT, AUDIT_ONLY: ONLY } = process.env;

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
  const [other, ...spares] = await Promise.all([world.people.register('client'), world.people.register('client'), world.people.register('client')]);
  arranger = await ArrangerServer.start(world);
  writeFileSync(path.join(folder, 'plumbline-audit.yml'), JSON.stringify(targetOf(world, { logFile, arrangerPort: arranger.port, other, spares })));
}, 2 * MINUTE);

afterAll(async () => {
  await arranger.stop();
  expect(await world.stop()).toEqual([0, 0]);
  rmSync(folder, { recursive: true, force: true });
}, 2 * MINUTE);

describe('the readiness of Plumbline', () => {
  it('is measured: nothing blocks, no check breaks, and the floor does not sink', async () => {
    const out = OUT ?? path.join(folder, 'report');
    const code = await plumblineAudit(folder, 'run', 'plumbline-audit.yml', '--out', out, ...(ONLY === undefined ? [] : ['--only', ONLY]));
    const report = readReport(out);
    expect(errorsOf(report)).toEqual([]);
    expect(report.judgement.blockers).toEqual([]);
    // 2: some P0 cannot be measured yet.
    expect([0, 2]).toContain(code);
    if (ONLY === undefined) expect(report.judgement.score.floor).toBeGreaterThanOrEqual(KEPT);
  }, 5 * MINUTE);
});
