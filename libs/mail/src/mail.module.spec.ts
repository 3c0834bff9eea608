import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type Config, ConfigModule } from '@plumbline/config';
import { closeDatabase, createIndexes, Database, DatabaseModule, EVERYTHING } from '@plumbline/database';
import { JobsModule } from '@plumbline/jobs';
import { eventually } from '../../../test/fixtures/eventually.js';
import { TestSmtpServer } from '../../../test/fixtures/smtp-server.js';
import { testConfig } from '../../../test/fixtures/test-database.js';
import { JOBS_INDEXES } from '../../jobs/src/data/indexes.js';
import { MAIL_INDEXES } from './data/indexes.js';
import { MailsRepository } from './data/mails.repository.js';
import { DevMailsController } from './dev/dev-mails.controller.js';
import { aMail } from './mail-world.fixture.js';
import { MailModule } from './mail.module.js';
import { Mailer } from './mailer.js';

let server: TestSmtpServer;
const apps: INestApplicationContext[] = [];

beforeEach(async () => {
  server = await TestSmtpServer.start();
});
afterEach(async () => {
  const ended = apps.splice(0);
  for (const app of ended) await app.close();
  await ended[0]?.get(Database).db.dropDatabase();
  for (const app of ended) await closeDatabase(app);
  await server.stop();
});

/** One process: with the real jobs, on the database of `config`. */
async function start(config: Config): Promise<INestApplicationContext> {
  @Module({ imports: [ConfigModule.forRoot(config), DatabaseModule.forRoot(), JobsModule.forRoot(), MailModule.forRoot(config)] })
  class Process {}
  const app = await NestFactory.createApplicationContext(Process, { logger: false, abortOnError: false });
  apps.push(app);
  await createIndexes(app.get(Database).db, [...JOBS_INDEXES, ...MAIL_INDEXES]);
  return app;
}

const stored = (app: INestApplicationContext, id: string) => app.get(MailsRepository).get(EVERYTHING, id, ['state', 'death', 'attempts']);

describe('with a server', () => {
  it('fifty mails, each handed in to two processes, go out once each', async () => {
    const config = testConfig({ SMTP_URL: server.url, MAIL_FROM: 'Plumbline <no-reply@plumbline.example>' });
    const processes = [await start(config), await start(config)];
    const mails = Array.from({ length: 50 }, () => aMail());
    await Promise.all(processes.flatMap((app) => mails.map((mail) => app.get(Mailer).queue(mail))));
    await eventually(() => server.mailbox.length === 50, 30_000);
    await eventually(async () => (await processes[0]!.get(MailsRepository).count(EVERYTHING, { state: 'sent' }, 100)) === 50);
    expect(server.taken).toHaveLength(50);
    expect(server.taken[0]?.messageId).toMatch(/@plumbline\.example>$/);
  }, 60_000);

  it('has no page that shows mails', async () => {
    const app = await start(testConfig({ SMTP_URL: server.url }));
    expect(() => app.get(DevMailsController, { strict: false })).toThrow();
  });
});

describe('without a server', () => {
  it('mails are kept, and shown', async () => {
    const app = await start(testConfig());
    const mail = aMail();
    await app.get(Mailer).queue(mail);
    expect(await stored(app, mail.id)).toMatchObject({ state: 'sent', attempts: 0 });
    expect(app.get(DevMailsController, { strict: false })).toBeInstanceOf(DevMailsController);
  });
});

it('does not start with a sender or a server that cannot be', () => {
  expect(() => MailModule.forRoot(testConfig({ MAIL_FROM: 'Plumbline' }))).toThrow('MAIL_FROM must be an address');
  expect(() => MailModule.forRoot(testConfig({ SMTP_URL: 'smtp://mail.example.org?requiretls=1' }))).toThrow('unknown parameter');
});
