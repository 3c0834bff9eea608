import { describe, expect, it } from '@jest/globals';
import { outcomeIn } from '../../specimen/scene.fixture.ts';
import { xff } from './xff.ts';

describe('rate.xff', () => {
  it('lets a service believe its neighbour, as long as it does not believe what the neighbour was told', async () => {
    expect(await outcomeIn(xff, { with: ['limit'], defects: ['limit-behind-proxy'] })).toMatchObject({ outcome: 'pass', evidence: expect.arrayContaining([{ text: expect.stringContaining('what stands before it is not') as unknown, exchange: expect.anything() as unknown }]) as unknown });
  });
});
