import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, type Asked, collection, type Feature, Refusal, type State } from './route.fixture.ts';

/** What everything costs here, in cents. */
export const PRICE = 1_200;

/** Whoever asks a database lets others through meanwhile. */
const DATABASE_MS = 20;

interface Payment {
  readonly id: string;
  readonly owner: string;
  readonly amount: number;
  readonly note?: string;
}

/** What was done under a key; without an answer it is still in flight. */
interface Kept {
  readonly fingerprint: string;
  readonly answer?: Answer;
}

const SCHEMA = { type: 'object', required: ['id', 'amount'], additionalProperties: false, properties: { id: { type: 'string', format: 'uuid' }, amount: { type: 'integer' }, note: { type: 'string' } } };

async function pay(state: State, { body, who }: Asked): Promise<Answer> {
  if (body['amount'] !== PRICE && !state.has('amount-tamper')) throw new Refusal(422, 'AMOUNT_MISMATCH', `It costs ${PRICE} cents.`);
  const { owner, ...shown }: Payment = { ...body, id: randomUUID(), owner: who?.email ?? '', amount: Number(body['amount']) };
  await delay(DATABASE_MS);
  collection<Payment>(state, 'payments').set(shown.id, { ...shown, owner });
  return { status: 201, headers: { Location: `/payments/${shown.id}` }, json: shown };
}

async function once(state: State, asked: Asked): Promise<Answer> {
  const key = `${asked.who?.email ?? ''}:${String(asked.headers['idempotency-key'])}`;
  if (asked.headers['idempotency-key'] === undefined) throw new Refusal(400, 'IDEMPOTENCY_KEY_MISSING', 'Send an Idempotency-Key.');
  const kept = collection<Kept>(state, 'keys');
  const known = kept.get(key);
  if (known !== undefined && !state.has('idem-replay')) {
    if (known.fingerprint !== asked.raw && !state.has('idem-mismatch')) throw new Refusal(422, 'IDEMPOTENCY_MISMATCH', 'The key stands for another request.');
    if (known.answer !== undefined) return known.answer;
    if (!state.has('idem-race')) throw new Refusal(409, 'IN_FLIGHT', 'The first request under this key is not done yet.');
  }
  if (!state.has('idem-race')) kept.set(key, { fingerprint: asked.raw });
  try {
    const answer = await pay(state, asked);
    kept.set(key, { fingerprint: asked.raw, answer });
    return answer;
  } catch (error) {
    kept.delete(key);
    throw error;
  }
}

/** Payments of a fixed price, each under a key. */
export const payments: Feature = {
  feature: 'payments',
  routes: (state) => [
    {
      id: 'payments.create', method: 'POST', path: '/payments',
      headers: { 'Idempotency-Key': { type: 'string', minLength: 1, maxLength: 255 } },
      body: { required: ['amount'], properties: { amount: { type: 'integer' }, note: { type: 'string', minLength: 1, maxLength: 100 } }, example: { amount: PRICE, note: 'for a lamp' } },
      answer: { status: 201, schema: SCHEMA }, refusals: [409, 422],
      handle: (asked) => once(state, asked),
    },
    { id: 'payments.count', method: 'GET', path: '/payments/count', answer: { status: 200, schema: { type: 'object', required: ['count'], properties: { count: { type: 'integer' } } } }, handle: ({ who }) => ({ status: 200, json: { count: [...collection<Payment>(state, 'payments').values()].filter(({ owner }) => owner === who?.email).length } }) },
  ],
};
