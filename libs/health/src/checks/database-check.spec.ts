import { expect, it } from '@jest/globals';
import { SystemClock, TimeOrderedIds } from '@plumbline/config';
import { Database } from '@plumbline/database';
import { eventually } from '../../../../test/fixtures/eventually.js';
import { testConfig } from '../../../../test/fixtures/test-database.js';
import { DatabaseCheck } from './database-check.js';

it('tells why a database that was never reached is not there', async () => {
  const nobodyListens = 'mongodb://127.0.0.1:1/away?directConnection=true';
  const database = new Database(testConfig({ MONGODB_URI: nobodyListens }), new SystemClock(), new TimeOrderedIds());
  void database.start('plumbline-test');
  try {
    await eventually(() => expect(new DatabaseCheck(database).check(500)).rejects.toThrow('ECONNREFUSED'), 15_000);
  } finally {
    await database.close();
  }
}, 30_000);
