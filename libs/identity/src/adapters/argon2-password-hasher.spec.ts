import { describe, expect, it } from '@jest/globals';
import { parseOptions } from '@node-rs/argon2';
import { Argon2PasswordHasher, nobodysHash } from './argon2-password-hasher.js';

const PASSWORD = 'plumb line in the wind';

describe('argon2id', () => {
  const hasher = new Argon2PasswordHasher();

  it('hashes with the parameters of OWASP and a fresh salt', async () => {
    const [first, second] = await Promise.all([hasher.hash(PASSWORD), hasher.hash(PASSWORD)]);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(first).not.toBe(second);
    expect(hasher.isOutdated(first)).toBe(false);
  });

  it('verifies the password it hashed, however its letters were composed', async () => {
    const hash = await hasher.hash('cafe\u0301 au lait');
    expect(await hasher.verify(hash, 'caf\u00e9 au lait')).toBe(true);
    expect(await hasher.verify(hash, 'cafe au lait')).toBe(false);
  });

  it('finds no password right for nobody, by a hash that costs what anybody\'s does', async () => {
    expect(await hasher.verify(undefined, PASSWORD)).toBe(false);
    const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
    expect(parseOptions(nobodysHash(parameters))).toEqual(parseOptions(await hasher.hash(PASSWORD)));
    expect(nobodysHash(parameters)).not.toBe(nobodysHash(parameters));
  });

  it('knows a hash of other parameters', async () => {
    const weak = new Argon2PasswordHasher({ memoryCost: 64, timeCost: 1, parallelism: 1 });
    const hash = await weak.hash(PASSWORD);
    expect(hasher.isOutdated(hash)).toBe(true);
    expect(weak.isOutdated(hash)).toBe(false);
    expect(await hasher.verify(hash, PASSWORD)).toBe(true);
  });

  it('refuses when more than fifty wait, instead of taking everybody\'s time', async () => {
    const attempts = await Promise.allSettled(Array.from({ length: 60 }, () => hasher.verify(undefined, PASSWORD)));
    const refusals = attempts.filter(({ status }) => status === 'rejected');
    expect(refusals).toHaveLength(8);
    expect(refusals[0]).toMatchObject({ reason: { type: { code: 'OVERLOADED', status: 503 }, retryAfterSeconds: 2 } });
  });
});
