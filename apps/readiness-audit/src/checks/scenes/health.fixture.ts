import type { Scenes } from '../../specimen/scene.fixture.ts';

export const HEALTH_SCENES: Readonly<Record<string, Scenes>> = {
  'health.split': { passes: {}, fails: { defects: ['one-health'] }, silent: { defects: ['ready-says-nothing'], as: 'not-available' } },
};
