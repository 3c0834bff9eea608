import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Database, EVERYTHING } from '@plumbline/database';
import { eventually } from '../../../../test/fixtures/eventually.js';
import { type Reaction, type TestServerOptions, TestSmtpServer } from '../../../../test/fixtures/smtp-server.js';
import { dropAndClose, openTestDatabase, testConfig } from '../../../../test/fixtures/test-database.js';
import { aGate, aMail, JobsInMemory, mailWorld, type MailWorld, MovableClock } from '../mail-world.fixture.js';

const clock = new MovableClock();
let database: Database;
let server: TestSmtpServer;
let world: MailWorld;
const others: MailWorld[] = [];

beforeAll(async () => {
  database = await openTestDatabase(testConfig(), clock);
});
afterAll(() => dropAndClose(database));

beforeEach(async () => {
  clock.aheadMs = 0;
  await database.db.collection('mails').deleteMany({});
});
afterEach(async () => {
  for (const one of [world, ...others.splice(0)]) one.close();
  await server.stop();
});

async function serve(options: TestServerOptions = {}, more: Parameters<typeof mailWorld>[2] = {}): Promise<void> {
  server = await TestSmtpServer.start(options);
  world = mailWorld(database, server.url, more);
}

const stored = (id: string) => world.mails.get(EVERYTHING, id, ['state', 'attempts', 'unconfirmed', 'lastError', 'messageId', 'overdueAt']);

async function queued(): Promise<string> {
  const mail = aMail();
  await world.mailer.queue(mail);
  return mail.id;
}

/** Another worker on the same database and server. */
function another(): MailWorld {
  const other = mailWorld(database, server.url);
  others.push(other);
  return other;
}

const TAKE: Reaction = { kind: 'take' };

describe('where nobody can doubt, the server takes a mail exactly once', () => {
  it.each<[string, Reaction]>([
    ['cut at DATA', { kind: 'cut', at: 'command' }],
    ['cut in the middle of the mail', { kind: 'cut', at: 'middle' }],
    ['greylisted', { kind: 'refuse', at: 'RCPT', reply: '450 4.7.1 later' }],
    ['told that the server closes', { kind: 'refuse', at: 'MAIL', reply: '421 4.3.2 closing' }],
    ['refused for now after the whole mail', { kind: 'refuse', at: 'DATA', reply: '451 4.3.0 try again' }],
  ])('%s', async (_how, reaction) => {
    await serve({ reactions: [reaction, reaction, TAKE] });
    const id = await queued();
    await world.drain();
    expect(server.attempts).toHaveLength(3);
    expect(server.taken.map(({ messageId }) => messageId)).toEqual([(await stored(id)).messageId]);
    expect(await stored(id)).toMatchObject({ state: 'sent', attempts: 3 });
  });

  it('and a cut before the mail was handed over is known to be one', async () => {
    await serve({ reactions: [{ kind: 'cut', at: 'command' }] });
    const id = await queued();
    expect((await world.try(id)).ran).toBe('waits');
    expect(await stored(id)).toMatchObject({ state: 'queued', unconfirmed: 0 });
  });

  it('answered late, but within the time that RFC 5321 gives', async () => {
    const { opened, open } = aGate();
    await serve({ reactions: [{ kind: 'dawdle', at: 'dot', until: opened }] }, { pace: { handOverMs: 300, leaseMs: 150 } });
    const id = await queued();
    const tried = world.try(id);
    await eventually(() => server.taken.length === 1);
    const held = (await stored(id)).overdueAt!;
    // The claim is renewed while the answer is waited for, far longer than it would hold by itself and than the hand-over may take.
    await eventually(async () => (await stored(id)).overdueAt!.getTime() > held.getTime() + 450);
    expect((await another().try(id)).ran).toBe('done');
    open();
    expect((await tried).ran).toBe('done');
    expect(server.taken).toHaveLength(1);
    expect(await stored(id)).toMatchObject({ state: 'sent', attempts: 1, unconfirmed: 0 });
  });

  it('with twenty workers on it at once', async () => {
    await serve();
    const id = await queued();
    const workers = [world, ...Array.from({ length: 19 }, another)];
    expect(new Set((await Promise.all(workers.map((worker) => worker.try(id)))).map(({ ran }) => ran))).toEqual(new Set(['done']));
    expect(server.taken).toHaveLength(1);
    expect(await stored(id)).toMatchObject({ state: 'sent', attempts: 1 });
  });

  it('when its worker was killed between the claim and the server', async () => {
    await serve();
    const id = await queued();
    // What a SIGKILL leaves: the claim, and nobody who renews it.
    expect(await world.mails.claim(id, 3_000)).toBeDefined();
    expect((await another().try(id)).ran).toBe('done');
    expect([server.attempts.length, (await stored(id)).state]).toEqual([0, 'sending']);
    clock.aheadMs = 3_001;
    world.jobs.waiting.clear();
    await world.sweep();
    expect([...world.jobs.waiting.keys()]).toEqual([`mail.send ${id}`]);
    await world.drain();
    expect(server.taken).toHaveLength(1);
    expect(await stored(id)).toMatchObject({ state: 'sent', attempts: 2 });
  });

  it('when the process ends in the middle of it', async () => {
    const { opened, open } = aGate();
    await serve({ reactions: [{ kind: 'dawdle', at: 'greeting', until: opened }, TAKE] });
    const id = await queued();
    const stop = new AbortController();
    const tried = world.try(id, 1, stop.signal);
    await eventually(() => server.attempts.length === 1);
    stop.abort();
    expect(await tried).toEqual({ ran: 'waits', told: 'The mail was not taken: EABORT.' });
    expect(await stored(id)).toMatchObject({ state: 'queued', unconfirmed: 0 });
    open();
    await world.drain();
    expect(server.taken).toHaveLength(1);
  });

  it('when its worker lost the claim before the server had the mail: it leaves it to whose it is', async () => {
    const [greeting, dot] = [aGate(), aGate()];
    await serve({ reactions: [{ kind: 'dawdle', at: 'greeting', until: greeting.opened }, { kind: 'dawdle', at: 'dot', until: dot.opened }, TAKE] });
    const id = await queued();
    const slow = world.try(id);
    await eventually(() => server.attempts.length === 1);
    clock.aheadMs = 3_001;
    const second = another().try(id);
    await eventually(() => server.taken.length === 1);
    expect((await slow).told).toBe('The mail was not taken: EABORT.');
    expect(await stored(id)).toMatchObject({ state: 'sending', attempts: 2 });
    greeting.open();
    dot.open();
    expect((await second).ran).toBe('done');
    expect(server.taken).toHaveLength(1);
  });

  it('and one that the server has is waited for when the process ends', async () => {
    const { opened, open } = aGate();
    await serve({ reactions: [{ kind: 'dawdle', at: 'dot', until: opened }] });
    const id = await queued();
    const stop = new AbortController();
    const tried = world.try(id, 1, stop.signal);
    await eventually(() => server.taken.length === 1);
    stop.abort();
    open();
    expect((await tried).ran).toBe('done');
    expect((await stored(id)).state).toBe('sent');
  });

  it('when the database is away at the moment at which it was taken', async () => {
    await serve();
    const id = await queued();
    const accept = world.mails.accept.bind(world.mails);
    let failures = 0;
    world.mails.accept = (mailId) => {
      failures += 1;
      return failures < 3 ? Promise.reject(new Error('The database does not answer.')) : accept(mailId);
    };
    expect((await world.try(id)).ran).toBe('done');
    expect([failures, server.taken.length, (await stored(id)).state]).toEqual([3, 1, 'sent']);
  });
});

describe('no mail is lost', () => {
  it('when who stored it died before its job was stored', async () => {
    await serve();
    const enqueue = JobsInMemory.prototype.enqueue.bind(world.jobs);
    world.jobs.enqueue = () => Promise.reject(new Error('killed'));
    const mail = aMail();
    await expect(world.mailer.queue(mail)).rejects.toThrow('killed');
    world.jobs.enqueue = enqueue;
    await world.sweep();
    expect(world.jobs.enqueued).not.toContain(`mail.send ${mail.id}`);
    clock.aheadMs = 60_001;
    await world.sweep();
    await world.sweep();
    expect(world.jobs.waiting.size).toBe(1);
    await world.drain();
    expect(server.taken).toHaveLength(1);
  });

  it('and one that waits for its next try is not swept up meanwhile', async () => {
    await serve({ reactions: [{ kind: 'refuse', at: 'RCPT', reply: '450 4.7.1 later' }] }, { pace: { retryDelaysMs: [3_600_000] } });
    const id = await queued();
    world.jobs.waiting.clear();
    await world.try(id);
    clock.aheadMs = 3_600_000;
    await world.sweep();
    expect(world.jobs.waiting.has(`mail.send ${id}`)).toBe(false);
    clock.aheadMs += 120_000;
    await world.sweep();
    expect(world.jobs.waiting.has(`mail.send ${id}`)).toBe(true);
  });
});

describe('where nobody can know, a mail comes again under its Message-ID', () => {
  it.each<[string, Reaction]>([
    ['the connection is cut behind the mail', { kind: 'cut', at: 'answer' }],
    ['the answer does not come in time', { kind: 'dawdle', at: 'dot', until: new Promise(() => undefined) }],
  ])('when %s', async (_how, reaction) => {
    await serve({ reactions: [reaction, TAKE] }, { pace: { answerMs: 300 } });
    const id = await queued();
    expect((await world.try(id)).ran).toBe('waits');
    expect(await stored(id)).toMatchObject({ state: 'queued', unconfirmed: 1 });
    await world.drain();
    const { messageId } = await stored(id);
    expect(server.taken.map((mail) => mail.messageId)).toEqual([messageId, messageId]);
    expect(server.taken[1]?.raw).toBe(server.taken[0]?.raw);
    expect(server.mailbox).toEqual([messageId]);
    expect(await stored(id)).toMatchObject({ state: 'sent', attempts: 2 });
  });

  it('when its worker was killed between the server’s yes and writing it down', async () => {
    await serve();
    const id = await queued();
    const claim = await world.mails.claim(id, 3_000);
    const { to, content } = await world.mails.read(id);
    await world.transport.send({ to, content, messageId: claim!.messageId, date: claim!.queuedAt }, new AbortController().signal);
    clock.aheadMs = 3_001;
    await another().try(id);
    expect(server.taken).toHaveLength(2);
    expect(server.mailbox).toHaveLength(1);
  });

  it('and a worker that lost its claim writes down what it knows, which is that it was taken', async () => {
    const { opened, open } = aGate();
    await serve({ reactions: [{ kind: 'dawdle', at: 'dot', until: opened }, { kind: 'refuse', at: 'RCPT', reply: '450 4.7.1 later' }] });
    const id = await queued();
    const tried = world.try(id);
    await eventually(() => server.taken.length === 1);
    clock.aheadMs = 3_600_000;
    expect((await another().try(id)).ran).toBe('waits');
    open();
    expect((await tried).ran).toBe('done');
    expect([server.taken.length, (await stored(id)).state]).toEqual([1, 'sent']);
  });
});

it('over a day with every fault, no mail is missing from a mailbox that knows Message-IDs, and none is there twice', async () => {
  const faults: readonly Reaction[] = [
    { kind: 'cut', at: 'answer' },
    { kind: 'refuse', at: 'RCPT', reply: '450 4.7.1 later' },
    { kind: 'cut', at: 'middle' },
    TAKE,
    { kind: 'cut', at: 'command' },
    { kind: 'refuse', at: 'DATA', reply: '452 4.3.1 full' },
    { kind: 'cut', at: 'answer' },
    TAKE,
  ];
  await serve({ reactions: [...Array.from({ length: 10 }, () => faults).flat(), TAKE] }, { pace: { attempts: 50 } });
  const ids = await Promise.all(Array.from({ length: 40 }, queued));
  await world.drain();
  const messageIds = await Promise.all(ids.map(async (id) => (await stored(id)).messageId));
  expect([...server.mailbox].sort()).toEqual([...messageIds].sort());
  const cutBehind = server.attempts.filter((reaction) => reaction.kind === 'cut' && reaction.at === 'answer').length;
  expect(server.taken).toHaveLength(ids.length + cutBehind);
});
