import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runInRequest, type RequestContext } from '@plumbline/observability';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { testConfig } from '../../../../../test/fixtures/test-database.js';
import { ProcessorRefusal, ProcessorSilence } from '../../use-cases/payment-processor.js';
import { declinedIntent } from './errors.js';
import { StripeClient } from './stripe-client.js';

/** How the server answers the next request. */
type Answer = { readonly status: number; readonly body: unknown; readonly headers?: Record<string, string> } | 'reset' | 'half' | 'never';

let server: Server;
let answer: Answer = 'reset';
let asked = 0;
beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    asked += 1;
    if (answer === 'never') return;
    if (answer === 'reset') return void request.socket.resetAndDestroy();
    if (answer === 'half') {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"id":');
      return void setTimeout(() => request.socket.destroy(), 20);
    }
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const clientAt = (url: string): StripeClient => new StripeClient(testConfig({ MONGODB_URI: 'mongodb://127.0.0.1:1/none', STRIPE_API_URL: url }));
const here = (): StripeClient => clientAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
const refund = (client: StripeClient): Promise<unknown> => client.send('op-1', (stripe, options) => stripe.refunds.create({ charge: 'ch_1' }, options)).then(() => 'answered', (error: unknown) => error);
const failure = (status: number, type: string, rest: object = {}, headers: Record<string, string> = {}): Answer => ({ status, body: { error: { type, message: 'x', ...rest } }, headers });

describe('what an error of Stripe means for an operation', () => {
  it.each<readonly [what: string, given: Answer, meaning: 'not begun' | 'unknown' | { readonly refused: string }]>([
    ['400 invalid_request_error', failure(400, 'invalid_request_error', { code: 'charge_already_refunded' }), { refused: 'charge_already_refunded' }],
    ['400 without a code', failure(400, 'invalid_request_error'), { refused: 'invalid_request_error' }],
    ['404', failure(404, 'invalid_request_error', { code: 'resource_missing' }), { refused: 'resource_missing' }],
    ['402 card_error, the issuer\'s word first', failure(402, 'card_error', { code: 'card_declined', decline_code: 'lost_card' }), { refused: 'lost_card' }],
    ['402 card_error', failure(402, 'card_error', { code: 'expired_card' }), { refused: 'expired_card' }],
    ['400 idempotency_error: the first request under this key may have gone through', failure(400, 'idempotency_error'), 'unknown'],
    ['409: another request has this key in hand, and tells soon what became of it', failure(409, 'idempotency_error', { code: 'idempotency_key_in_use' }), 'not begun'],
    ['429', failure(429, 'rate_limit_error'), 'not begun'],
    ['429 lock_timeout', failure(429, 'invalid_request_error', { code: 'lock_timeout' }), 'not begun'],
    ['400 rate_limit', failure(400, 'invalid_request_error', { code: 'rate_limit' }), 'not begun'],
    ['401: our key is at fault, not the request', failure(401, 'invalid_request_error', { code: 'api_key_expired' }), 'not begun'],
    ['403 of an account that is gone: not our key is at fault', failure(403, 'invalid_request_error', { code: 'account_invalid' }), { refused: 'account_invalid' }],
    ['403', failure(403, 'invalid_request_error'), 'not begun'],
    ['500', failure(500, 'api_error'), 'unknown'],
    ['500, stored and replayed', failure(500, 'api_error', {}, { 'idempotent-replayed': 'true' }), 'unknown'],
    ['502 of something between', { status: 502, body: '<html>Bad gateway</html>' }, 'unknown'],
    ['503', failure(503, 'api_error'), 'unknown'],
    ['200 that is no JSON', { status: 200, body: '<html>' }, 'unknown'],
    ['200 that says error', failure(200, 'api_error'), 'unknown'],
    ['a connection that is reset, twice', 'reset', 'unknown'],
    ['an answer that breaks off', 'half', 'unknown'],
  ])('%s', async (_what, given, meaning) => {
    answer = given;
    const error = await refund(here());
    const expected = typeof meaning === 'object' ? { constructor: ProcessorRefusal, code: meaning.refused } : { constructor: ProcessorSilence, mayHaveHappened: meaning === 'unknown' };
    expect(error).toMatchObject(expected);
  });

  it('a stored 500, and a key that was used for something else, are told from a 500 that is worth another try', async () => {
    const spent = async (given: Answer): Promise<unknown> => {
      answer = given;
      return ((await refund(here())) as ProcessorSilence).keySpent;
    };
    expect(await spent(failure(500, 'api_error'))).toBe(false);
    expect(await spent(failure(500, 'api_error', {}, { 'idempotent-replayed': 'true' }))).toBe(true);
    expect(await spent(failure(400, 'idempotency_error'))).toBe(true);
  });

  it('nobody was met: it certainly did not happen', async () => {
    expect(await refund(clientAt('http://127.0.0.1:1'))).toMatchObject({ constructor: ProcessorSilence, mayHaveHappened: false });
    expect(await refund(clientAt('http://no-such-host.invalid'))).toMatchObject({ constructor: ProcessorSilence, mayHaveHappened: false });
  });

  it('no answer within the request\'s budget is silence, and with too little of it nothing is begun', async () => {
    answer = 'never';
    const within = (leftMs: number): Promise<unknown> => runInRequest({ deadlineAt: performance.now() + leftMs } as RequestContext, () => refund(here()));
    const begun = performance.now();
    expect(await within(1_300)).toMatchObject({ constructor: ProcessorSilence, mayHaveHappened: true });
    expect(performance.now() - begun).toBeLessThan(1_300);
    const before = asked;
    expect(await within(900)).toMatchObject({ constructor: ProcessorSilence, mayHaveHappened: false });
    expect(asked).toBe(before);
  });

  it('who only reads is told that a dependency is down', async () => {
    answer = failure(500, 'api_error');
    const error: unknown = await here().read((stripe, options) => stripe.refunds.retrieve('re_1', {}, options)).catch((reason: unknown) => reason);
    expect(error instanceof Problem && error.type).toBe(PROBLEMS.DEPENDENCY_DOWN);
  });

  it('a decline names its intent; other refusals name none', async () => {
    answer = failure(402, 'card_error', { code: 'card_declined', payment_intent: { id: 'pi_1', object: 'payment_intent' } });
    expect(declinedIntent(await refund(here()))).toBe('pi_1');
    answer = failure(400, 'invalid_request_error', { payment_intent: { id: 'pi_1', object: 'payment_intent' } });
    expect(declinedIntent(await refund(here()))).toBeUndefined();
    expect(declinedIntent(new Error('another'))).toBeUndefined();
  });

  it('a mistake of ours is no word of Stripe\'s', async () => {
    await expect(here().send('op-1', () => Promise.reject(new TypeError('ours')))).rejects.toBeInstanceOf(TypeError);
  });
});
