import type { Scenes } from '../../specimen/scene.fixture.ts';

export const ACCESS_SCENES: Readonly<Record<string, Scenes>> = {
  'access.enforced': { passes: {}, fails: { defects: ['open-route'] }, silent: { without: ['people', 'things'], as: 'not-applicable' } },
};
