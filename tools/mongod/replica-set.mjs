import { MongoClient } from 'mongodb';

export const REPLICA_SET = 'plumbline';
const PRIMARY_LIMIT_MS = 30_000;
const NOT_YET_INITIALIZED = 94;

/**
 * Makes a freshly started mongod the primary of a replica set of one, whatever its files said before: nothing yet,
 * the same address, or the port of an earlier start.
 * @param {number} port
 * @param {AbortSignal} signal gives up when the mongod is gone
 * @throws {Error} when it is not primary within 30 s
 */
export async function becomePrimary(port, signal) {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, { serverSelectionTimeoutMS: PRIMARY_LIMIT_MS, connectTimeoutMS: 5_000 });
  const giveUp = () => void client.close();
  signal.addEventListener('abort', giveUp);
  try {
    await ensureMember(client, `127.0.0.1:${port}`);
    await untilPrimary(client);
  } finally {
    signal.removeEventListener('abort', giveUp);
    await client.close();
  }
}

/**
 * @param {MongoClient} client
 * @param {string} host
 */
async function ensureMember(client, host) {
  const admin = client.db('admin');
  const config = await currentConfig(client);
  if (!config) {
    await admin.command({ replSetInitiate: { _id: REPLICA_SET, members: [{ _id: 0, host }] } });
  } else if (config.members.length !== 1 || config.members[0].host !== host) {
    // A member that does not find itself in its configuration is REMOVED and can only be told by force.
    await admin.command({ replSetReconfig: { ...config, version: config.version + 1, members: [{ ...config.members[0], host }] }, force: true });
  }
}

/**
 * @param {MongoClient} client
 * @returns {Promise<{ version: number, members: { host: string }[] } | undefined>} undefined: never initiated
 */
async function currentConfig(client) {
  try {
    return (await client.db('admin').command({ replSetGetConfig: 1 })).config;
  } catch (error) {
    if (/** @type {{ code?: number }} */ (error).code === NOT_YET_INITIALIZED) return undefined;
    throw error;
  }
}

/** @param {MongoClient} client */
async function untilPrimary(client) {
  const deadline = Date.now() + PRIMARY_LIMIT_MS;
  while (!(await client.db('admin').command({ hello: 1 })).isWritablePrimary) {
    if (Date.now() > deadline) throw new Error(`the database did not become primary within ${PRIMARY_LIMIT_MS / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
