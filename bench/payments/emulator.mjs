import { randomBytes } from 'node:crypto';
import path from 'node:path';
import Stripe from 'stripe';
import { ROOT } from '../../tools/folders.mjs';
import { freePort } from '../../tools/ports.mjs';
import { cpuMicrosOf, fork, GENERATOR_CORE } from '../harness/processes.mjs';

const PROGRAM = path.join(ROOT, 'apps', 'stripe-emulator', 'src', 'main.ts');
const START_LIMIT_MS = 30_000;
const LOOK_MS = 25;
const AT_ONCE = 16;

/** The Stripe emulator in memory, a process of its own away from the servers' core; its events go nowhere until it is told. */
export class Emulator {
  static async start() {
    const port = await freePort();
    const { child, exited } = fork(GENERATOR_CORE, [PROGRAM, '--memory', '--port', String(port)], {});
    const emulator = new Emulator(child, port);
    let death = '';
    void exited.then((reason) => (death = reason));
    for (const deadline = performance.now() + START_LIMIT_MS; ; await pause()) {
      if (death !== '' || performance.now() > deadline) throw new Error(`The Stripe emulator does not answer; it ${death || 'says nothing'}`);
      if (await emulator.state().then(() => true, () => false)) return emulator;
    }
  }

  /** @param {import('node:child_process').ChildProcess} child @param {number} port */
  constructor(child, port) {
    this.child = child;
    this.url = `http://127.0.0.1:${port}`;
    this.secret = `whsec_${randomBytes(24).toString('base64url')}`;
    this.stripe = new Stripe('sk_test_emulator', { host: '127.0.0.1', port, protocol: 'http', telemetry: false, maxNetworkRetries: 0 });
  }

  /** What a service is configured with to use it; it posts to the service itself, without a proxy that speaks TLS. */
  get environment() {
    return { STRIPE_API_URL: this.url, STRIPE_WEBHOOK_SECRETS: this.secret, FORCE_HTTPS: 'false' };
  }

  get cpuMicros() {
    return cpuMicrosOf(this.child.pid) ?? NaN;
  }

  /** @returns {Promise<{ requests: number, webhooksWaiting: number }>} */
  state() {
    return this.#door('GET', 'state');
  }

  /** @param {string} [url] from now on events go there; to nobody without it */
  deliverTo(url) {
    return this.#door('POST', 'webhooks', { endpoints: url === undefined ? [] : [{ url, secret: this.secret }] });
  }

  /** Until all events were taken. */
  async delivered() {
    while ((await this.state()).webhooksWaiting > 0) await pause();
  }

  /** Confirmation tokens, as card forms make them. @param {readonly string[]} cards `pm_card_visa`, ... */
  async tokens(cards) {
    const tokens = new Array(cards.length);
    const waiting = cards.entries();
    const make = async () => {
      for (const [place, card] of waiting) tokens[place] = (await this.stripe.testHelpers.confirmationTokens.create({ payment_method: card })).id;
    };
    await Promise.all(Array.from({ length: AT_ONCE }, make));
    return tokens;
  }

  stop() {
    this.child.kill('SIGKILL');
  }

  async #door(method, name, body) {
    const more = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const answer = await fetch(`${this.url}/_emulator/${name}`, { method, ...more });
    if (!answer.ok) throw new Error(`${method} /_emulator/${name}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }
}

/** What a payer's browser does at the issuer's page: it answers yes, and is sent back. @param {string} redirectUrl */
export async function answerChallenge(redirectUrl) {
  const url = new URL(redirectUrl);
  const body = new URLSearchParams({ client_secret: url.searchParams.get('client_secret') ?? '', answer: 'complete' });
  const answer = await fetch(`${url.origin}${url.pathname}`, { method: 'POST', body, redirect: 'manual' });
  if (answer.status !== 303) throw new Error(`The issuer's page answered ${answer.status}: ${await answer.text()}`);
}

export function pause(ms = LOOK_MS) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
