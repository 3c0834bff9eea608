import { type AddressInfo, createServer } from 'node:net';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { mongo } from 'mongoose';
import { HttpClient } from '../../fixtures/http-client.js';
import { ownDatabaseUri } from '../../fixtures/test-database.js';
import { migrateUp, type Service, serviceEnvironment, startService } from '../../fixtures/service.js';
import { type EmulatorProcess, startStripeEmulator } from '../../fixtures/stripe-emulator.js';

const PRELOAD = path.join(__dirname, 'fault-points.mjs');
const WEBHOOKS = '/api/v1/webhooks/stripe';
/** Jobs that look for what is due; how often, in ms. They are told to look at once, so that no cell waits for their turn. */
const LOOKING = { 'payments.settle-operations': 5_000, 'payments.send-transfers': 10_000 } as const;
const PAUSE_MS = 20;
/** A net against what hangs: machines have other things to do. */
const QUIET_WITHIN_MS = 180_000;

/** Any document as it is stored. */
export type Raw = Readonly<Record<string, unknown>> & { readonly _id: string };

/** A write or a call that took effect; `collection` of a write. */
export interface PassedPoint {
  readonly point: string;
  readonly number: number;
  readonly collection?: string;
  readonly documents?: number;
}

/**
 * The built service with a Stripe emulator and a database of their own. When the service dies of an order it is started again on its
 * port, as a supervisor would, and goes on with what is stored. What the dead one held (leases, jobs, events and keys that it had in
 * hand, which others may take after 4 to 65 s) is ended in the database first: waiting for that would test the clock.
 */
export class PaymentsStack {
  #service: Service | undefined;
  #client: HttpClient | undefined;
  #closing = false;
  #reviving: Promise<void> = Promise.resolve();
  #failure: unknown;
  deaths = 0;

  private constructor(
    readonly emulator: EmulatorProcess,
    private readonly connection: mongo.MongoClient,
    private readonly folder: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  static async open(env: Readonly<Record<string, string>> = {}): Promise<PaymentsStack> {
    const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-faults-'));
    const port = await freePort();
    const emulator = await startStripeEmulator({ webhookUrl: `http://127.0.0.1:${port}${WEBHOOKS}` });
    const mongodbUri = ownDatabaseUri();
    const points = { FAULT_POINTS: path.join(folder, 'points'), FAULT_ORDER: path.join(folder, 'order'), NODE_OPTIONS: `--import=${PRELOAD}`, NODE_COMPILE_CACHE: path.join(tmpdir(), 'plumbline-faults-compiled') };
    const payments = { TRANSFER_HOLD_HOURS: '0', PAYMENT_SETTLE_AFTER_MS: '1000', RATE_LIMIT_FACTOR: '1000', TRUSTED_PROXIES: '127.0.0.1', PORT: String(port), ...emulator.env };
    const base = { ...serviceEnvironment(mongodbUri), ...payments, ...env };
    const stack = new PaymentsStack(emulator, await new mongo.MongoClient(mongodbUri).connect(), folder, { ...base, ...points });
    try {
      await migrateUp(base);
      await stack.#start(await startedAtLast(stack.env));
    } catch (error) {
      await stack.close();
      throw error;
    }
    return stack;
  }

  get service(): Service {
    return this.#service as Service;
  }

  /** Over kept connections to whichever process there is now. */
  get http(): HttpClient {
    return this.#client as HttpClient;
  }

  collection(name: string): mongo.Collection<Raw> {
    return this.connection.db().collection<Raw>(name);
  }

  get db(): mongo.Db {
    return this.connection.db();
  }

  /** From now on points are told. @param dieAt where the process is to die, `watch` for nowhere. */
  watch(dieAt = 'watch'): void {
    rmSync(this.env['FAULT_POINTS'] as string, { force: true });
    writeFileSync(this.env['FAULT_ORDER'] as string, dieAt);
  }

  /** No more points. @returns those that were passed since `watch`, and where the process died. */
  watched(): { readonly points: readonly PassedPoint[]; readonly died: string | undefined } {
    rmSync(this.env['FAULT_ORDER'] as string, { force: true });
    return this.watchedSoFar();
  }

  /** The same, while more may come. */
  watchedSoFar(): ReturnType<PaymentsStack['watched']> {
    const file = this.env['FAULT_POINTS'] as string;
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as PassedPoint & { readonly died?: string }) : [];
    return { points: lines.filter(({ point }: Partial<PassedPoint>) => point !== undefined), died: lines.find(({ died }) => died !== undefined)?.died };
  }

  /** Kills the service as it is; it comes back by itself. */
  async kill(): Promise<void> {
    const { deaths } = this;
    await this.service.stop('SIGKILL');
    await this.outlived(deaths);
  }

  /** Waits until the service is back from a death that is certain. @param deaths before it. */
  async outlived(deaths: number): Promise<void> {
    const deadline = performance.now() + QUIET_WITHIN_MS;
    while (this.deaths === deaths && this.#failure === undefined && performance.now() < deadline) await delay(PAUSE_MS);
    await this.revived();
  }

  /** Waits until the service is there, if it is being started again. @throws what kept it from starting. */
  async revived(): Promise<void> {
    await this.#reviving;
    if (this.#failure !== undefined) throw this.#failure as Error;
  }

  /** Has the recurring jobs look at once, and waits until nothing is left to be done: no event, no operation, no job, nothing to be told. */
  async quiet(withinMs = QUIET_WITHIN_MS): Promise<void> {
    const deadline = performance.now() + withinMs;
    let left = await this.#unfinished();
    while (left.length > 0) {
      await this.revived();
      if (performance.now() > deadline) throw new Error(`Not quiet after ${withinMs} ms: ${JSON.stringify(left)}`);
      await this.look();
      await delay(PAUSE_MS);
      left = await this.#unfinished();
    }
  }

  /** Recurring jobs that wait for their turn have it now; one that runs is left alone. */
  async look(): Promise<void> {
    const now = new Date();
    const waiting = Object.entries(LOOKING).map(([name, everyMs]) => ({ updateOne: { filter: { _id: `recurring:${name}`, dueAt: { $gt: now, $lte: new Date(now.getTime() + everyMs) } }, update: { $set: { dueAt: now } } } }));
    await this.collection('jobs').bulkWrite(waiting, { ordered: false });
  }

  /** Runs the sweep for events that no webhook brought. */
  async findMissedEvents(): Promise<void> {
    await this.#runRecurring('payments.find-missed-events');
  }

  /** Runs the comparison of the books with the processor's balance. */
  async compareBalance(): Promise<void> {
    await this.#runRecurring('payments.compare-balance');
  }

  /** Its turn is now, and over when this resolves. */
  async #runRecurring(name: string): Promise<void> {
    const _id = `recurring:${name}`;
    const deadline = performance.now() + QUIET_WITHIN_MS;
    const before = await this.collection('jobs').findOneAndUpdate({ _id }, { $set: { dueAt: new Date() } });
    const begun = Number(before?.['v']);
    // Taking it raises its version, and so does writing down how it ended.
    for (let now: Raw | null = before; Number(now?.['v']) < begun + 2; now = await this.collection('jobs').findOne({ _id })) {
      if (performance.now() > deadline) throw new Error(`${name} has not run.`);
      await delay(PAUSE_MS);
      await this.revived();
    }
  }

  /** Delivers all events that the emulator holds, until it has none left. */
  async deliver(): Promise<void> {
    const deadline = performance.now() + QUIET_WITHIN_MS;
    for (;;) {
      const { waiting } = (await this.emulator.post('webhooks/flush')) as { readonly waiting: number };
      await this.revived();
      if (waiting === 0) return;
      if (performance.now() > deadline) throw new Error(`${waiting} webhooks are not delivered.`);
      await delay(PAUSE_MS);
    }
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#client?.close();
    await this.#reviving;
    await this.#service?.stop('SIGKILL');
    await this.emulator.stop();
    await this.db.dropDatabase();
    await this.connection.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #start(service: Service): Promise<void> {
    this.#client?.close();
    [this.#service, this.#client] = [service, new HttpClient(service.url)];
    void service.exited.then(() => {
      if (this.#closing) return;
      this.#reviving = this.#revive().catch((error: unknown) => {
        this.#failure = error;
      });
    });
  }

  async #revive(): Promise<void> {
    rmSync(this.env['FAULT_ORDER'] as string, { force: true });
    await this.#endWhatTheDeadHeld();
    const { service } = this;
    this.deaths += 1;
    await this.#start(await startedAtLast(service.env));
  }

  async #endWhatTheDeadHeld(): Promise<void> {
    const now = new Date();
    const due = { filter: { dueAt: { $gt: now } }, update: { $set: { dueAt: now } } };
    await this.collection('leases').deleteMany({});
    await this.collection('jobs').updateMany({ everyMs: { $exists: false }, ...due.filter }, due.update);
    await this.collection('jobs').updateMany({ _id: { $in: Object.keys(LOOKING).map((name) => `recurring:${name}`) } }, due.update);
    await this.collection('stripe_events').updateMany(due.filter, due.update);
    await this.collection('idempotency_keys').updateMany({ lockUntil: { $gt: now } }, { $set: { lockUntil: now } });
  }

  async #unfinished(): Promise<readonly string[]> {
    const outboxes = ['payments', 'payment_customers', 'payout_accounts', 'service_requests', 'proposals'];
    const asked: readonly (readonly [string, mongo.Filter<Raw>])[] = [
      ...outboxes.map((name) => [name, { unrelayed: { $exists: true } }] as const),
      ['payments', { unsettledSince: { $exists: true } }],
      ['payments', { 'transfer.state': { $in: ['waiting', 'sending'] } }],
      ['stripe_events', { dueAt: { $exists: true } }],
      ['jobs', { everyMs: { $exists: false }, dueAt: { $exists: true }, name: /^(payments|marketplace)\./ }],
    ];
    const found = await Promise.all(asked.map(async ([name, filter]) => ((await this.collection(name).findOne(filter, { projection: { _id: 1 } })) === null ? undefined : `${name} ${JSON.stringify(filter)}`)));
    return found.filter((one) => one !== undefined);
  }
}

/** On a machine that has other things to do a start may take longer than it is given. */
async function startedAtLast(env: Service['env'], attempts = 4): Promise<Service> {
  try {
    return await startService({ env, migrate: false });
  } catch (error) {
    if (attempts === 1) throw error;
    return startedAtLast(env, attempts - 1);
  }
}

/** One that the service keeps over its deaths. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
