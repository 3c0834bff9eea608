import { describe, expect, it } from '@jest/globals';
import { outcomeIn } from '../../specimen/scene.fixture.ts';
import { bruteForce } from './brute-force.ts';

describe('access.brute-force at a service that limits the rate of all requests', () => {
  const limited = { with: ['limit'] };

  it('waits for the next window, and sees the lock of the account', async () => {
    expect(await outcomeIn(bruteForce, { ...limited, defects: ['limit-each-second'] })).toMatchObject({ outcome: 'pass', evidence: [{}, { text: expect.stringContaining('wrong password 31') as unknown }] });
  });

  it('does not take that limit for an answer to guesses', async () => {
    expect(await outcomeIn(bruteForce, { ...limited, defects: ['limit-each-second', 'brute-force'] })).toMatchObject({ outcome: 'fail', findings: [{ problem: expect.stringContaining('60 wrong passwords') as unknown }] });
  });
});
