/** The middle of some numbers. @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Runs one slice against a server.
 * @returns {Promise<{ cpu: number, perSecond: number, p50: number, p99: number }>} `cpu` in microseconds of the server's process for an answered request; times in ms
 * @throws {Error} when any answer was no success: a fast refusal must not count as speed
 */
export async function slice(generator, server, options) {
  const before = await server.usage();
  const { answered, failed, ms, p50, p99, lastFailure } = await generator.run({ port: server.port, connections: 32, ...options });
  const after = await server.usage();
  if (failed > 0) throw new Error(`${failed} of ${answered} requests failed; the first one: ${lastFailure}`);
  return { cpu: (after.cpuMicros - before.cpuMicros) / answered, perSecond: (answered / ms) * 1000, p50, p99 };
}

/**
 * Measures several things by turns, so that what disturbs the machine disturbs all of them.
 * @template {string} N
 * @param {readonly N[]} names
 * @param {number} rounds
 * @param {(name: N) => Promise<Record<string, number>>} measureOne
 * @returns {Promise<Map<N, Record<string, number[]>>>} what each round gave
 */
export async function interleave(names, rounds, measureOne) {
  const results = new Map(names.map((name) => [name, {}]));
  for (let round = 0; round < rounds; round += 1) {
    // Another order each round, or one would always follow the same one.
    const order = names.map((_, place) => names[(place + round) % names.length]);
    for (const name of order) {
      for (const [key, value] of Object.entries(await measureOne(name))) (results.get(name)[key] ??= []).push(value);
    }
  }
  return results;
}

/** The median over the rounds of how many times as fast (or small) `b` is as `a`: `b`'s figure by `a`'s of the same round. */
export function ratio(a, b) {
  return median(b.map((value, round) => value / a[round]));
}
