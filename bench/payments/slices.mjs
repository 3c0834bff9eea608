import { cpuMicrosOf } from '../harness/processes.mjs';

/**
 * What some work costs the service and mongod, for each of the things that were done.
 * @param {() => Promise<{ count: number } & Record<string, unknown>>} work
 */
export async function costOf(laboratory, server, work) {
  const look = async () => [(await server.usage()).cpuMicros, cpuMicrosOf(laboratory.mongodPid) ?? NaN];
  const before = await look();
  const done = await work();
  const [own, mongod] = (await look()).map((value, place) => (value - before[place]) / done.count);
  return { ...done, own, mongod, cpu: own + mongod };
}

/**
 * One slice of requests that must all succeed.
 * @param {object} options of the generator's slice. @throws {Error} a fast refusal must not count as speed
 */
export function requestSlice(laboratory, generator, server, options) {
  return costOf(laboratory, server, async () => {
    const { answered, failed, ms, p50, p99, lastFailure } = await generator.run({ port: server.port, ...options });
    if (failed > 0) throw new Error(`${failed} of ${answered} requests failed; the first one: ${lastFailure}`);
    return { count: answered, perSecond: (answered / ms) * 1_000, p50, p99 };
  });
}
