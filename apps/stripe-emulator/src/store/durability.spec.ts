import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { type Receiver, SECRET, chargeOf, clientOf, payment, startReceiver, startRig, until } from '../emulator.fixture.ts';

const MAIN = path.join(__dirname, '..', 'main.ts');

let folder: string;
let child: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'stripe-emulator-'));
});
afterEach(async () => {
  await kill();
  rmSync(folder, { recursive: true, force: true });
});

/** The program itself, as people start it. */
async function start(...more: string[]): Promise<{ stripe: Stripe; port: number }> {
  child = spawn(process.execPath, ['--no-warnings', MAIN, '--port', '0', '--data', folder, ...more], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const port = Number((await until(() => /http:\/\/127\.0\.0\.1:(\d+)/.exec(said) ?? undefined, 'its address', 20_000))[1]);
  return { stripe: clientOf(port), port };
}

async function kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | null> {
  const process = child;
  child = undefined;
  if (!process || process.exitCode !== null) return null;
  const gone = once(process, 'exit') as Promise<[number | null]>;
  process.kill(signal);
  return (await gone)[0];
}

describe('what was answered', () => {
  it('outlives SIGKILL: objects, idempotent answers, events, the clock and what is still to happen', async () => {
    const first = await start();
    const params = payment('pm_card_visa', { capture_method: 'manual' });
    const held = await first.stripe.paymentIntents.create(params, { idempotencyKey: 'before' });
    await fetch(`http://127.0.0.1:${first.port}/_emulator/clock`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"advance":"20h"}' });
    await kill();
    const second = await start();
    expect(await second.stripe.paymentIntents.retrieve(held.id, { expand: ['latest_charge'] })).toMatchObject({ status: 'requires_capture', latest_charge: { id: chargeOf(held).id } });
    const again = await second.stripe.paymentIntents.create(params, { idempotencyKey: 'before' });
    expect(again.id).toBe(held.id);
    expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect((await second.stripe.events.list()).data.map(({ type }) => type)).toContain('payment_intent.amount_capturable_updated');
    await fetch(`http://127.0.0.1:${second.port}/_emulator/clock`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"advance":"6d 5h"}' });
    expect((await second.stripe.paymentIntents.retrieve(held.id)).status).toBe('canceled');
  });

  it('is all there when it is killed in the middle of many requests', async () => {
    const { stripe } = await start();
    const answered: string[] = [];
    const work = Array.from({ length: 8 }, async (_, worker) => {
      for (let at = 0; ; at += 1) answered.push((await stripe.customers.create({ name: `${worker}-${at}` })).id);
    });
    await until(() => answered.length > 100 || undefined, 'a hundred answers');
    await kill();
    await Promise.allSettled(work);
    const after = await start();
    const kept = new Set<string>();
    for await (const { id } of after.stripe.customers.list({ limit: 100 })) kept.add(id);
    expect(answered.filter((id) => !kept.has(id))).toEqual([]);
  });

  it('is sent to the endpoints after a restart, if it was not before', async () => {
    const receiver: Receiver = await startReceiver();
    receiver.status = 500;
    const { stripe } = await start('--webhook', `${receiver.url}=${SECRET}`);
    const { id } = await stripe.customers.create();
    await until(() => receiver.attempts.length > 0 || undefined, 'an attempt');
    await kill();
    receiver.status = 200;
    await start('--webhook', `${receiver.url}=${SECRET}`);
    await until(() => receiver.events.some((event) => (event.data.object as Stripe.Customer).id === id) || undefined, 'the event');
    await receiver.close();
  });
});

describe('the journal', () => {
  it('loses its torn last line and nothing else', async () => {
    const rig = await startRig({ data: folder });
    const { id } = await rig.stripe.customers.create({ name: 'whole' });
    await rig.close();
    appendFileSync(path.join(folder, 'journal.jsonl'), '[["customers",99,{"id":"cus_torn"');
    const again = await startRig({ data: folder });
    expect((await again.stripe.customers.list()).data.map((customer) => customer.id)).toEqual([id]);
    await again.close();
  });

  it('is refused when it is damaged before its end or of another version', async () => {
    writeFileSync(path.join(folder, 'journal.jsonl'), '"stripe-emulator 1"\n[[\n[]\n');
    await expect(startRig({ data: folder })).rejects.toThrow('damaged before its end');
    writeFileSync(path.join(folder, 'journal.jsonl'), '"stripe-emulator 9"\n');
    await expect(startRig({ data: folder })).rejects.toThrow('another version');
  });

  it('is written anew at start, each object once', async () => {
    const rig = await startRig({ data: folder });
    const { id } = await rig.stripe.customers.create({ name: '0' });
    for (let at = 1; at < 50; at += 1) await rig.stripe.customers.update(id, { name: String(at) });
    await rig.door('POST', '/clock', { advance: '31d' });
    await rig.close();
    const before = statSync(path.join(folder, 'journal.jsonl')).size;
    const again = await startRig({ data: folder });
    expect(statSync(path.join(folder, 'journal.jsonl')).size).toBeLessThan(before / 5);
    expect(readFileSync(path.join(folder, 'journal.jsonl'), 'utf8')).toContain('"name":"49"');
    expect(await again.stripe.customers.retrieve(id)).toMatchObject({ name: '49' });
    await again.close();
  });
});

describe('the folder', () => {
  it('belongs to one process while that is alive', async () => {
    await start();
    const second = spawn(process.execPath, ['--no-warnings', MAIN, '--port', '0', '--data', folder], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    second.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    expect((await once(second, 'close'))[0]).toBe(1);
    expect(said).toContain('is in use by the emulator with process id');
  });
});

describe('the program', () => {
  it('ends cleanly when told to, and says in a sentence why it cannot begin', async () => {
    const { port } = await start();
    const taken = spawn(process.execPath, ['--no-warnings', MAIN, '--port', String(port), '--memory'], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    taken.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    expect((await once(taken, 'close'))[0]).toBe(1);
    expect(said).toBe(`127.0.0.1:${port} is taken by another process: give another --port.\n`);
    expect(await kill('SIGTERM')).toBe(0);
  });
});
