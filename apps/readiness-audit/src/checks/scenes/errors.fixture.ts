import type { Scenes } from '../../specimen/scene.fixture.ts';

const NOTHING_ASKED = { target: { openapi: '/nowhere.json' }, as: 'not-available' } as const;

export const ERRORS_SCENES: Readonly<Record<string, Scenes>> = {
  'errors.envelope': { passes: {}, fails: { defects: ['envelope'] }, silent: NOTHING_ASKED },
  'errors.no-500': { passes: {}, fails: { defects: ['500-on-bad-json'] }, silent: NOTHING_ASKED },
  'errors.leak': { passes: {}, fails: { defects: ['500-on-bad-json', 'leak'] }, silent: NOTHING_ASKED },
  'errors.edges': { passes: {}, fails: { defects: ['500-on-bad-json'] }, silent: NOTHING_ASKED },
  'errors.correlate': { passes: {}, fails: { defects: ['unlogged'] }, silent: { untold: ['logs'], as: 'not-available' } },
};
