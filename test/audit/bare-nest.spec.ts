import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { startBareNest } from './bare-nest.fixture.js';
import { errorsOf, plumblineAudit, readReport } from './run-audit.fixture.js';

const MINUTE = 60_000;

let folder: string;
let app: NestFastifyApplication;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'bare-nest-'));
  app = await startBareNest();
}, MINUTE);

afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
}, MINUTE);

describe('a service that nobody has hardened', () => {
  it('is audited out of the box, without a check that breaks, and is blocked', async () => {
    expect(await plumblineAudit(folder, 'init', await app.getUrl())).toBe(0);
    expect(await plumblineAudit(folder, 'run', '--out', 'report', '--quiet')).toBe(1);
    const report = readReport(path.join(folder, 'report'));
    expect(errorsOf(report)).toEqual([]);
    expect(report.judgement.verdict).toBe('BLOCKED');
    expect(report.judgement.score.floor).toBeLessThan(0.5);
    expect(report.judgement.blockers).toContain('validation.negative');
  }, 5 * MINUTE);
});
