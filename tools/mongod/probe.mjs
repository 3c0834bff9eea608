/**
 * @typedef {object} Probe
 * @property {boolean} reachable
 * @property {string} reason why it is not reachable; empty when it is
 * @property {boolean} replicaSet
 * @property {boolean} writable a primary answers
 * @property {number} clockSkewMs how far the database's clock is ahead of ours, at least half the round trip uncertain
 */

/**
 * Asks a database who it is, within a limit.
 * @param {string} uri
 * @param {number} limitMs
 * @returns {Promise<Probe>} never throws for the database's sake
 */
export async function probeDatabase(uri, limitMs) {
  const { MongoClient } = await import('mongodb');
  const nothing = { reachable: false, replicaSet: false, writable: false, clockSkewMs: 0 };
  /** @type {import('mongodb').MongoClient | undefined} */
  let client;
  try {
    client = new MongoClient(uri, { serverSelectionTimeoutMS: limitMs, connectTimeoutMS: limitMs, socketTimeoutMS: limitMs, timeoutMS: limitMs, readPreference: 'primaryPreferred' });
    await client.connect();
    const sent = Date.now();
    const hello = await client.db('admin').command({ hello: 1 });
    const middle = (sent + Date.now()) / 2;
    return { reachable: true, reason: '', replicaSet: Boolean(hello.setName) || hello.msg === 'isdbgrid', writable: hello.isWritablePrimary === true, clockSkewMs: Math.round(hello.localTime.getTime() - middle) };
  } catch (error) {
    return { ...nothing, reason: (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '' };
  } finally {
    await client?.close().catch(() => {});
  }
}

/**
 * A connection string that can be shown.
 * @param {string} uri
 */
export function withoutPassword(uri) {
  return uri.replace(/\/\/[^@/]*@/, '//***@');
}
