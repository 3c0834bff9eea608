import { describe, expect, it } from '@jest/globals';
import { outcomeIn } from '../../specimen/scene.fixture.ts';
import { errors } from './errors.ts';
import { growth } from './growth.ts';
import { p95 } from './p95.ts';

/** Windows are waited for, on a machine that has other work. */
const MINUTES = 180_000;

describe('a service that limits the rate of all requests', () => {
  const limited = { with: ['limit'], defects: ['limit-each-second'] };

  it('is measured until the limit is met, and in the next window', async () => {
    expect(await outcomeIn(p95, { ...limited, target: { slo: { p95Ms: 5_000 } } })).toMatchObject({ outcome: 'pass', evidence: expect.arrayContaining([{ text: expect.stringContaining('until it was refused for the rate') as unknown, exchange: expect.anything() as unknown }]) as unknown });
    expect(await outcomeIn(errors, limited)).toMatchObject({ outcome: 'pass' });
  }, MINUTES);

  it('is no excuse for what is slow', async () => {
    expect(await outcomeIn(p95, { with: ['limit'], defects: ['limit-each-second', 'slow'], target: { slo: { p95Ms: 200 } } })).toMatchObject({ outcome: 'fail' });
  }, MINUTES);

  it('has its lists measured, window by window: how they grow is the scene of performance.growth', async () => {
    expect(await outcomeIn(growth, limited)).toMatchObject({ outcome: expect.stringMatching(/^(?:pass|fail)$/) as unknown, population: { count: 1, of: 'lists' } });
  }, MINUTES);
});
