import { KEY } from '../../specimen/people.fixture.ts';
import type { Scenes } from '../../specimen/scene.fixture.ts';

export const ACCESS_SCENES: Readonly<Record<string, Scenes>> = {
  'access.enforced': { passes: {}, fails: { defects: ['open-route'] }, silent: { only: ['login'], as: 'not-applicable' } },
  'access.open-list': { passes: { target: { public: ['people.login', 'notes.preview', 'notes.latest'] } }, fails: { defects: ['undeclared-write'] }, silent: { target: { openapi: '/nowhere.json' }, as: 'not-available' } },
  'access.bola': { passes: {}, fails: { defects: ['bola'] }, silent: { without: ['things'], as: 'not-applicable' } },
  'access.bfla': { passes: {}, fails: { defects: ['bfla'] }, silent: { without: ['people'], as: 'not-applicable' } },
  'access.jwt': { passes: { target: { jwt: { key: KEY } } }, fails: { defects: ['jwt-none'] }, silent: { only: ['login'], as: 'not-applicable' } },
  'access.brute-force': { passes: {}, fails: { defects: ['brute-force'] }, silent: { untold: ['accounts'], as: 'not-available' } },
  'access.revoke': { passes: { with: ['sessions'] }, fails: { with: ['sessions'], defects: ['revoke'] }, silent: { as: 'not-applicable' } },
  'access.enumerate': { passes: {}, fails: { defects: ['enumerate'] }, silent: { untold: ['accounts'], as: 'not-available' } },
  'access.refresh-reuse': { passes: { with: ['sessions'] }, fails: { with: ['sessions'], defects: ['refresh-reuse'] }, silent: { as: 'not-applicable' } },
};
