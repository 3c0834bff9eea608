import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Service, startService } from '../fixtures/service.js';
import { type JourneyOutcome, runJourney } from './run-journey.fixture.js';

const run = (...args: readonly string[]): Promise<JourneyOutcome> => runJourney('first-assessment', args);

describe('the journey of a first assessment', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
  }, 60_000);
  afterAll(() => service.stop());

  it('goes from registration to gaps, twice on the same service', async () => {
    for (const outcome of [await run(service.url), await run(service.url)]) {
      expect(outcome).toMatchObject({ code: 0, stderr: '' });
      expect(outcome.stdout).toMatch(/answer tier 2 as a form: tier 1: (\d+)\/\1, tier 2: (\d+)\/\2/);
      expect(outcome.stdout).toMatch(/412 VERSION_MISMATCH {2}answer with an old ETag/);
      expect(outcome.stdout).toMatch(/Done: 2\d steps\.\n$/);
    }
  }, 60_000);

  it('says in one line what failed', async () => {
    const { code, stderr } = await run(service.url.replace(/\d+$/, '1'));
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('Failed after step 0.');
  });

  it('says how it is used', async () => {
    const { code, stderr } = await run();
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Usage: .*\n$/);
  });
});
