import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Service, startService } from '../fixtures/service.js';
import { runJourney } from './run-journey.fixture.js';

const DEMO_PASSWORD = 'a demo password for tests';

describe('the journey of a whole assessment', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService({ env: { RATE_LIMIT_FACTOR: '100' }, demoPassword: DEMO_PASSWORD });
  }, 60_000);
  afterAll(() => service.stop());

  it('goes from registration through all three tiers to a certificate that is checked by its signature alone', async () => {
    const { code, stdout, stderr } = await runJourney('assessment', [service.url, '--password', DEMO_PASSWORD]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/412 VERSION_MISMATCH {2}save with a stale ETag/);
    expect(stdout).toMatch(/anybody asks: valid/);
    expect(stdout).toMatch(/offline, by the signature alone: Good: PLB-/);
    expect(stdout).toMatch(/offline, with a changed byte: Not good/);
    expect(stdout).toMatch(/verify the audit log: sound: \d+ entries/);
    expect(stdout).toMatch(/Done: \d+ steps\.\n$/);
  }, 120_000);

  it('says in one line what failed', async () => {
    const { code, stdout, stderr } = await runJourney('assessment', [service.url, '--password', 'another password']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Failed after step \d+\. the navigator logs in: .* 401 INVALID_CREDENTIALS[^\n]*\n$/);
    expect(stdout).not.toContain('Done');
  }, 120_000);
});
