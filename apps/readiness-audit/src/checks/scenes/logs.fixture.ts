import type { Scenes } from '../../specimen/scene.fixture.ts';

const silent = { untold: ['logs'], as: 'not-available' } as const;

export const LOGS_SCENES: Readonly<Record<string, Scenes>> = {
  'logs.pii': { passes: {}, fails: { defects: ['log-body'] }, silent },
  'logs.secrets': { passes: {}, fails: { defects: ['log-key'] }, silent },
  'logs.format': { passes: {}, fails: { defects: ['log-format'] }, silent },
  'logs.levels': { passes: {}, fails: { defects: ['log-levels'] }, silent },
};
