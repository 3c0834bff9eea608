import type { ServerResponse } from 'node:http';
import type { Fault } from './doors/faults.ts';
import { StripeRefusal } from './errors.ts';
import type { EmulatorParts } from './parts.ts';
import { type Receiver, sendAnswer } from './server.ts';
import { type Answer, type Incoming, type Ready, refusalOf } from './wire/api.ts';

/** What is not Stripe's API: the doors under `/_emulator/` and the hosted pages. */
export type OtherDoor = (parts: EmulatorParts, incoming: Incoming, response: ServerResponse) => boolean;

/** Brings a request to the API or to another door, strikes it with faults, commits what it did, and only then answers. */
export class Front implements Receiver {
  readonly #parts: EmulatorParts;
  readonly #others: readonly OtherDoor[];

  /** @param others asked in turn for what is not under `/v1/` */
  constructor(parts: EmulatorParts, others: readonly OtherDoor[]) {
    this.#parts = parts;
    this.#others = others;
  }

  receive(incoming: Incoming, response: ServerResponse): void {
    if (!incoming.pathname.startsWith('/v1/')) {
      this.#receiveOther(incoming, response);
      return;
    }
    if (incoming.method === 'OPTIONS') {
      sendPreflight(response, this.#parts.api.isForBrowsers(incoming));
      return;
    }
    const prepared = this.#parts.api.prepare(incoming);
    if ('answer' in prepared) {
      this.#finish(incoming, response, prepared.answer, null);
      return;
    }
    const fault = this.#parts.faults.strike(incoming.method, incoming.pathname);
    if (fault) this.#broken(incoming, response, prepared.ready, fault);
    else this.#finish(incoming, response, this.#execute(incoming, prepared.ready), null);
  }

  #receiveOther(incoming: Incoming, response: ServerResponse): void {
    try {
      if (this.#others.some((door) => door(this.#parts, incoming, response))) return;
      throw new StripeRefusal(404, { type: 'invalid_request_error', message: `Unrecognized request URL (${incoming.method}: ${incoming.pathname}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.` }, false);
    } catch (error) {
      sendAnswer(response, { ...refusalOf(error, {}), executed: false });
    }
  }

  #execute(incoming: Incoming, ready: Ready): Answer {
    const answer = this.#parts.api.execute(incoming, ready);
    this.#parts.world.commit();
    this.#parts.world.webhooks.wake();
    return answer;
  }

  #broken(incoming: Incoming, response: ServerResponse, ready: Ready, fault: Fault): void {
    switch (fault.action) {
      case 'slow':
        this.#slowly(incoming, response, ready, fault);
        return;
      case 'reset':
        this.#log(incoming, { status: 0, body: '', headers: {}, executed: false }, 'reset');
        response.socket?.resetAndDestroy();
        return;
      case 'drop': {
        const answer = this.#execute(incoming, ready);
        this.#log(incoming, { ...answer, status: 0 }, 'drop');
        response.socket?.destroy();
        return;
      }
      case 'error':
        this.#finish(incoming, response, this.#failed(incoming, ready, fault), `error ${fault.status}`);
    }
  }

  /** The key is taken while it runs, so that a second request with it meets a first that is under way. */
  #slowly(incoming: Incoming, response: ServerResponse, ready: Ready, fault: Fault): void {
    if (ready.claim) this.#parts.idempotency.begin(ready.claim);
    setTimeout(() => {
      if (ready.claim) this.#parts.idempotency.end(ready.claim);
      this.#finish(incoming, response, this.#execute(incoming, ready), 'slow');
    }, fault.ms);
  }

  #failed(incoming: Incoming, ready: Ready, fault: Fault): Answer {
    const headers = { 'request-id': ready.requestId };
    if (fault.status === 429) {
      return { ...refusalOf(new StripeRefusal(429, { type: 'invalid_request_error', code: 'rate_limit', message: 'Too many requests hit the API too quickly. We recommend an exponential backoff of your requests.' }, false), headers), executed: false };
    }
    const executed = fault.executed && this.#parts.api.execute(incoming, ready).executed;
    const answer = { ...this.#parts.api.breakDown(incoming, ready), status: fault.status, executed };
    this.#parts.world.commit();
    this.#parts.world.webhooks.wake();
    return answer;
  }

  #finish(incoming: Incoming, response: ServerResponse, answer: Answer, fault: string | null): void {
    this.#log(incoming, answer, fault);
    if (!response.destroyed) sendAnswer(response, answer);
  }

  #log({ method, pathname, headers }: Incoming, answer: Answer, fault: string | null): void {
    const key = headers['idempotency-key'];
    this.#parts.log.add({
      method, path: pathname, idempotencyKey: typeof key === 'string' ? key : null, status: answer.status, executed: answer.executed,
      replayed: answer.headers['idempotent-replayed'] === 'true', fault, requestId: answer.headers['request-id'] ?? '', at: this.#parts.world.clock.now(),
    });
  }
}

/** Browsers ask whether a page may call: it may call what a publishable key may. */
function sendPreflight(response: ServerResponse, allowed: boolean): void {
  response.writeHead(allowed ? 204 : 403, allowed ? { 'access-control-allow-origin': '*', 'access-control-allow-methods': 'GET, POST', 'access-control-allow-headers': 'authorization, content-type, idempotency-key, stripe-version, stripe-account', 'access-control-max-age': '300' } : {});
  response.end();
}
