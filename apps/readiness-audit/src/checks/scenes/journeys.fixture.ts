import type { Scenes } from '../../specimen/scene.fixture.ts';

const made = { operation: 'things.create', as: 'client', body: { name: 'a lamp' }, capture: { thing: '/id' } };
const read = { operation: 'things.get', as: 'client', params: { thingId: '{{thing}}' } };

export const JOURNEYS_SCENES: Readonly<Record<string, Scenes>> = {
  'journeys.critical': {
    passes: { target: { journeys: [{ name: 'somebody keeps a thing', steps: [made, read] }] } },
    fails: { target: { journeys: [{ name: 'somebody keeps a thing', steps: [made, { ...read, as: 'other' }] }] } },
    silent: { as: 'not-available' },
  },
};
