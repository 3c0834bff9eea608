import { expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { closeDatabase, Database } from '@plumbline/database';
import { MIGRATIONS } from '../../../migrations/index.js';
import { testConfig } from '../../../test/fixtures/test-database.js';
import { AppModule } from './app.module.js';

it('every collection whose repository writes events has the index by which the relay finds them, and no other has', async () => {
  const app = await Test.createTestingModule({ imports: [AppModule.forRoot(testConfig())] }).compile();
  const wanted = [...app.get(Database).outboxes].map((collection) => `${collection}_unrelayed`);
  const made = MIGRATIONS.flatMap(({ indexes = [] }) => indexes.map(({ name }) => name)).filter((name) => name.endsWith('_unrelayed'));
  expect(made.sort()).toEqual(wanted.sort());
  await app.close();
  await closeDatabase(app);
}, 30_000);
