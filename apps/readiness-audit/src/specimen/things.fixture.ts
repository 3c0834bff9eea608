import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Asked, collection, type Feature, Refusal, type State } from './route.fixture.ts';

interface Thing {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly size?: number;
}

const SCHEMA = { type: 'object', required: ['id', 'name'], additionalProperties: false, properties: { id: { type: 'string', format: 'uuid' }, name: { type: 'string' }, size: { type: 'integer' } } };
const BODY = { required: ['name'], properties: { name: { type: 'string', minLength: 1, maxLength: 100 }, size: { type: 'integer', minimum: 1, maximum: 1_000 } }, example: { name: 'a lamp', size: 3 } };
const MOST_LISTED = 100;

const shown = ({ id, owner, name, size, ...others }: Thing, has: State['has']): unknown => ({ id, name: has('unicode') ? Buffer.from(name, 'latin1').toString('latin1') : name, size, ...(has('mass-assign') ? { owner, ...others } : {}) });

/** Milliseconds that each stored thing costs where nothing is indexed, and those of a query that is slow at once. */
const [EACH_MS, SLOW_MS] = [0.3, 300];

async function slowed(state: State): Promise<void> {
  const asked = collection<number>(state, 'asked');
  asked.set('times', (asked.get('times') ?? 0) + 1);
  if (state.has('growth')) await delay(collection<Thing>(state, 'things').size * EACH_MS);
  if (state.has('slow')) await delay(SLOW_MS);
  if (state.has('flaky') && (asked.get('times') ?? 0) % 10 === 0) throw new Error('The connection was lost.');
}

function mine(state: State, { params, who }: Asked): Thing {
  const thing = collection<Thing>(state, 'things').get(params['thingId'] ?? '');
  if (thing === undefined || (thing.owner !== who?.email && !state.has('bola') && !state.has('open-route'))) throw new Refusal(404, 'NOT_FOUND', 'There is no such thing.');
  return thing;
}

/** Things that somebody owns: made, read, changed, taken away. */
export const things: Feature = {
  feature: 'things',
  routes: (state) => [
    {
      id: 'things.create', method: 'POST', path: '/things', body: BODY, answer: { status: 201, schema: SCHEMA },
      handle: ({ body, who }) => {
        const thing = { id: randomUUID(), owner: who?.email ?? '', ...body } as unknown as Thing;
        collection<Thing>(state, 'things').set(thing.id, thing);
        return { status: 201, headers: { Location: `/things/${thing.id}` }, json: shown(state.has('schema') ? { ...thing, name: 7 } as unknown as Thing : thing, state.has) };
      },
    },
    {
      id: 'things.list', method: 'GET', path: '/things', query: { ...(state.has('secrets-in-url') ? { apiKey: { type: 'string' } } : {}), limit: { type: 'integer', minimum: 1, maximum: MOST_LISTED, default: 20 } },
      answer: { status: 200, schema: { type: 'object', required: ['items'], properties: { items: { type: 'array', items: SCHEMA }, limit: { type: 'integer' } } } },
      handle: async ({ query, who }) => {
        await slowed(state);
        const limit = Number(query.get('limit') ?? 20);
        if (!Number.isInteger(limit) || limit < 1 || (limit > MOST_LISTED && !state.has('page-cap'))) throw new Refusal(400, 'VALIDATION_FAILED', 'Correct the fields named in errors.', {}, [{ pointer: '/limit' }]);
        return { status: 200, json: { items: [...collection<Thing>(state, 'things').values()].filter(({ owner }) => owner === who?.email).slice(0, limit).map((thing) => shown(thing, state.has)), limit } };
      },
    },
    { id: 'things.get', method: 'GET', path: '/things/{thingId}', answer: { status: 200, schema: SCHEMA }, handle: (asked) => ({ status: 200, json: shown(mine(state, asked), state.has) }) },
    {
      id: 'things.update', method: 'PATCH', path: '/things/{thingId}', body: { ...BODY, required: [] }, answer: { status: 200, schema: SCHEMA },
      handle: (asked) => {
        const thing = { ...mine(state, asked), ...asked.body };
        collection<Thing>(state, 'things').set(thing.id, thing);
        return { status: 200, json: shown(thing, state.has) };
      },
    },
    { id: 'things.remove', method: 'DELETE', path: '/things/{thingId}', answer: { status: 204 }, handle: (asked) => ({ status: collection<Thing>(state, 'things').delete(mine(state, asked).id) ? 204 : 404 }) },
  ],
};
