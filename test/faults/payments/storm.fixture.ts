import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type Stripe from 'stripe';
import { HttpClient } from '../../fixtures/http-client.js';
import { newAddress } from '../../fixtures/people.js';
import type { PaymentsStack } from './stack.fixture.js';

/** Deliveries of one event, all on their way at once. */
export const COPIES = 50;
const LATEST_MS = 300;
const LOOK_MS = 60;
/** One event in so many is never delivered: only the sweep of the list of events finds it. */
const LOST = 8;
const TAKEN = 200;
const REFUSED = 400;
/** Behind the 300 s that a signature is good for, on both sides of now. */
const TOO_FAR_S = 400;

/** What became of the events of one type. */
export interface Tally {
  events: number;
  /** Deliveries that were answered 200. */
  taken: number;
  /** Attempts that met a dead service and were made again. */
  repeated: number;
  /** Events that nobody delivered. */
  lost: number;
  /** Deliveries with a signature that is none, and how many of them were answered 400. */
  forged: number;
  refused: number;
}

/** Brings each event of the emulator's fifty times at once, late and in any order; some never, and forged ones among them. */
export class Storm {
  readonly tallies = new Map<string, Tally>();
  readonly #seen = new Set<string>();
  readonly #flying = new Set<Promise<void>>();
  readonly #forged: string[] = [];
  #blowing = true;
  #running: Promise<void> = Promise.resolve();
  #client: HttpClient;

  readonly begun = new Date();

  /** @param known events that were there before: they are left alone. */
  constructor(
    private readonly stack: PaymentsStack,
    known: readonly string[],
  ) {
    for (const id of known) this.#seen.add(id);
    this.#client = new HttpClient(stack.service.url);
  }

  start(): void {
    this.#running = this.#blow();
    // Told by `stop`; a test that fails before does not come to it.
    this.#running.catch(() => undefined);
  }

  /** Ends when all that was sent is answered. @throws what went wrong on the way. */
  async stop(): Promise<void> {
    await this.#calm();
    this.#blowing = false;
    await this.#running;
    this.#client.close();
  }

  /** Waits until every event there is was delivered, and finds those that were not. */
  async settled(): Promise<void> {
    for (let known = -1; known < this.#seen.size; ) {
      known = this.#seen.size;
      await this.stack.quiet();
      await this.#calm();
      await this.stack.revived();
      await this.stack.findMissedEvents();
    }
    await this.stack.quiet();
  }

  /** Events whose signatures were no good: none of them may be known. */
  get forgedIds(): readonly string[] {
    return this.#forged;
  }

  async #calm(): Promise<void> {
    await this.#look();
    while (this.#flying.size > 0) await Promise.all(this.#flying);
  }

  async #blow(): Promise<void> {
    while (this.#blowing) {
      await this.#look();
      await delay(LOOK_MS);
    }
  }

  async #look(): Promise<void> {
    const { data } = await this.stack.emulator.stripe.events.list({ limit: 100 });
    for (const event of data) {
      if (this.#seen.has(event.id)) continue;
      this.#seen.add(event.id);
      const tally = this.#tallyOf(event.type);
      tally.events += 1;
      if (this.#seen.size % LOST === 0) tally.lost += 1;
      else for (let copy = 0; copy < COPIES; copy += 1) this.#fly(this.#deliver(event, tally));
      this.#fly(this.#forge(event, tally));
    }
  }

  #fly(flight: Promise<void>): void {
    const flying = flight.finally(() => this.#flying.delete(flying));
    this.#flying.add(flying);
  }

  /** As Stripe does: again until it is taken. */
  async #deliver(event: Stripe.Event, tally: Tally): Promise<void> {
    await delay(randomInt(LATEST_MS));
    const body = JSON.stringify(event);
    while ((await this.#send(body, this.#signature(body))) !== TAKEN) {
      tally.repeated += 1;
      await delay(LOOK_MS);
    }
    tally.taken += 1;
  }

  /** Another event's id, with a foreign secret, from too long ago, from the future, and changed behind the signature. */
  async #forge(event: Stripe.Event, tally: Tally): Promise<void> {
    const now = Math.floor(Date.now() / 1_000);
    const id = (): string => {
      this.#forged.push(`evt_forged${randomBytes(8).toString('hex')}`);
      return this.#forged.at(-1) as string;
    };
    const bodies = Array.from({ length: 4 }, () => JSON.stringify({ ...event, id: id() }));
    const [foreign, stale, early, changed] = bodies as [string, string, string, string];
    const forgeries: readonly (readonly [string, string])[] = [
      [foreign, this.#signature(foreign, now, `whsec_${randomBytes(24).toString('base64url')}`)],
      [stale, this.#signature(stale, now - TOO_FAR_S)],
      [early, this.#signature(early, now + TOO_FAR_S)],
      [changed, this.#signature(changed.replace(event.type, 'payment_intent.succeeded '))],
    ];
    for (const [body, signature] of forgeries) {
      tally.forged += 1;
      await delay(randomInt(LATEST_MS));
      let status = await this.#send(body, signature);
      while (status !== REFUSED && status !== TAKEN) {
        await delay(LOOK_MS);
        status = await this.#send(body, signature);
      }
      if (status === REFUSED) tally.refused += 1;
    }
  }

  /** @returns 0 when nobody answered. */
  async #send(body: string, signature: string): Promise<number> {
    await this.stack.revived();
    const { url } = this.stack.service;
    if (this.#client.url !== url) this.#client = new HttpClient(url);
    const headers = { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature, 'x-forwarded-for': newAddress() };
    return this.#client.send({ method: 'POST', path: '/api/v1/webhooks/stripe', headers, body }).then(({ status }) => status, () => 0);
  }

  #signature(payload: string, timestamp = Math.floor(Date.now() / 1_000), secret = this.stack.emulator.webhookSecret): string {
    return this.stack.emulator.stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
  }

  #tallyOf(type: string): Tally {
    const known = this.tallies.get(type) ?? { events: 0, taken: 0, repeated: 0, lost: 0, forged: 0, refused: 0 };
    this.tallies.set(type, known);
    return known;
  }
}
