import type { Scenes } from '../../specimen/scene.fixture.ts';

export const ACCESS_SCENES: Readonly<Record<string, Scenes>> = {
  'access.enforced': { passes: {}, fails: { defects: ['open-route'] }, silent: { without: ['people', 'things'], as: 'not-applicable' } },
  'access.open-list': { passes: { target: { public: ['people.login'] } }, fails: { defects: ['undeclared-write'] }, silent: { target: { openapi: '/nowhere.json' }, as: 'not-available' } },
  'access.bola': { passes: {}, fails: { defects: ['bola'] }, silent: { without: ['things'], as: 'not-applicable' } },
  'access.bfla': { passes: {}, fails: { defects: ['bfla'] }, silent: { without: ['people'], as: 'not-applicable' } },
};
