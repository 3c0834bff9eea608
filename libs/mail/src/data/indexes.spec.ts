import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createIndexes, type Database } from '@plumbline/database';
import { dropAndClose, openTestDatabase } from '../../../../test/fixtures/test-database.js';
import { aMail } from '../mail-world.fixture.js';
import { newMail } from '../new-mail.js';
import { MAIL_INDEXES } from './indexes.js';
import { MailsRepository } from './mails.repository.js';

interface Plan {
  readonly queryPlanner: { readonly winningPlan: unknown };
}

let database: Database;
let mails: MailsRepository;

beforeAll(async () => {
  database = await openTestDatabase();
  await createIndexes(database.db, MAIL_INDEXES);
  mails = new MailsRepository(database);
  for (let n = 0; n < 50; n += 1) await (n % 2 === 0 ? mails.storeToSend(newMail(aMail(), 'localhost'), 60_000) : mails.storeToKeep(newMail(aMail(), 'localhost')));
});
afterAll(() => dropAndClose(database));

/** The names of the indexes that a query uses, asked of the profiler: so it is the query itself and no copy of it. */
async function indexesUsedBy(query: () => Promise<unknown>): Promise<readonly string[]> {
  await database.db.command({ profile: 2 });
  await query();
  await database.db.command({ profile: 0 });
  const [entry] = await database.db.collection('system.profile').find({ op: 'query', ns: /\.mails$/ }).sort({ ts: -1 }).limit(1).toArray();
  const { filter, sort } = (entry as unknown as { command: { filter: object; sort: Record<string, 1 | -1> } }).command;
  const plan = (await database.db.collection('mails').find(filter).sort(sort).explain('queryPlanner')) as unknown as Plan;
  return [...JSON.stringify(plan.queryPlanner.winningPlan).matchAll(/"indexName":"([^"]+)"/g)].map(([, name]) => name as string);
}

it('serve the sweeper and the page', async () => {
  expect(await indexesUsedBy(() => mails.overdue(500))).toEqual(['mails_overdue']);
  expect(await indexesUsedBy(() => mails.newestKept(100))).toEqual(['mails_kept']);
});
