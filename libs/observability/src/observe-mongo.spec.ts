import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createConnection, type Connection, type mongo } from 'mongoose';
import { eventually } from '../../../test/fixtures/eventually.js';
import { metricsText } from './index.js';
import { observeMongo } from './observe-mongo.js';

let connection: Connection;
beforeAll(async () => {
  connection = createConnection();
  observeMongo(connection, undefined);
  await connection.openUri(process.env['PLUMBLINE_TEST_MONGODB'] as string, { maxPoolSize: 3 });
});
afterAll(() => connection.close());

async function gauge(state: string): Promise<number> {
  const line = (await metricsText()).split('\n').find((text) => text.startsWith(`mongodb_pool_connections{state="${state}"} `));
  return Number(line?.split(' ')[1]);
}

describe('the pool’s gauges', () => {
  it('tell open, used and waited-for connections', async () => {
    const things = (connection.db as mongo.Db).collection('pool');
    await things.insertOne({});
    const sleep = { $expr: { $function: { body: 'function () { sleep(500); return true; }', args: [], lang: 'js' } } };
    const held = Promise.all([1, 2, 3, 4, 5].map(() => things.findOne(sleep)));
    await eventually(async () => expect([await gauge('open'), await gauge('in_use'), await gauge('waiting')]).toEqual([3, 3, 2]), 3_000);
    await held;
    expect([await gauge('in_use'), await gauge('waiting')]).toEqual([0, 0]);
  });
});
