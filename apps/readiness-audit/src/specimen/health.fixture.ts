import type { Feature } from './route.fixture.ts';

const STATUS = { type: 'object', required: ['status'], properties: { status: { type: 'string' } } };

/** Alive, and ready. */
export const health: Feature = {
  feature: 'health',
  routes: ({ has }) => has('one-health') ? [{ id: 'health', method: 'GET', path: '/health', isPublic: true, answer: { status: 200, schema: STATUS }, handle: () => ({ status: 200, json: { status: 'ok' } }) }] : [
    { id: 'health.live', method: 'GET', path: '/health/live', isPublic: true, answer: { status: 200, schema: STATUS }, handle: () => ({ status: 200, json: { status: 'ok' } }) },
    { id: 'health.ready', method: 'GET', path: '/health/ready', isPublic: true, answer: { status: 200, schema: STATUS }, handle: () => ({ status: 200, json: { status: 'ok', ...(has('ready-says-nothing') ? {} : { checks: { store: 'ok' } }) } }) },
  ],
};
