import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { collection, type Feature, Refusal } from './route.fixture.ts';

/** Whoever asks a database lets others through meanwhile. */
const DATABASE_MS = 20;

interface Firm {
  readonly id: string;
  readonly registration: string;
}

const REGISTRATION = { type: 'string', minLength: 1, maxLength: 100 };
const taken = (): Refusal => new Refusal(409, 'ALREADY_EXISTS', 'A firm of this registration is there already.');

/** Firms, each of a registration that no other one has. */
export const firms: Feature = {
  feature: 'firms',
  routes: (state) => [{
    id: 'firms.create', method: 'POST', path: '/firms',
    body: { required: ['registration'], properties: { registration: { ...REGISTRATION, format: 'uuid' } } },
    answer: { status: 201, schema: { type: 'object', required: ['id', 'registration'], properties: { id: { type: 'string', format: 'uuid' }, registration: REGISTRATION } } },
    refusals: [409],
    handle: async ({ body }) => {
      const stored = collection<Firm>(state, 'firms');
      const isTaken = (): boolean => [...stored.values()].some(({ registration }) => registration === body['registration']);
      if (isTaken()) throw taken();
      await delay(DATABASE_MS);
      // The unique index.
      if (isTaken() && !state.has('unique')) throw taken();
      const firm = { id: randomUUID(), registration: String(body['registration']) };
      stored.set(firm.id, firm);
      return { status: 201, headers: { Location: `/firms/${firm.id}` }, json: firm };
    },
  }],
};
