import type { Scenes } from '../../specimen/scene.fixture.ts';

const NOTHING_ASKED = { target: { openapi: '/nowhere.json' }, as: 'not-available' } as const;
const LOGS = { target: { logs: { file: 'log.ndjson' } } } as const;

export const ERRORS_SCENES: Readonly<Record<string, Scenes>> = {
  'errors.envelope': { passes: {}, fails: { defects: ['envelope'] }, silent: NOTHING_ASKED },
  'errors.no-500': { passes: {}, fails: { defects: ['500-on-bad-json'] }, silent: NOTHING_ASKED },
  'errors.leak': { passes: {}, fails: { defects: ['500-on-bad-json', 'leak'] }, silent: NOTHING_ASKED },
  'errors.edges': { passes: {}, fails: { defects: ['500-on-bad-json'] }, silent: NOTHING_ASKED },
  'errors.correlate': { passes: LOGS, fails: { ...LOGS, defects: ['unlogged'] }, silent: { as: 'not-available' } },
};
