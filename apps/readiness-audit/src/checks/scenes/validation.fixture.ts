import type { Scenes } from '../../specimen/scene.fixture.ts';

/** Nothing that is left takes a body or a parameter. */
const NOTHING_TAKEN = { only: ['people'], as: 'not-applicable' } as const;

export const VALIDATION_SCENES: Readonly<Record<string, Scenes>> = {
  'validation.negative': { passes: {}, fails: { defects: ['validation'] }, silent: NOTHING_TAKEN },
  'validation.positive': { passes: {}, fails: { defects: ['narrow'] }, silent: NOTHING_TAKEN },
  'validation.mass-assign': { passes: {}, fails: { defects: ['mass-assign'] }, silent: NOTHING_TAKEN },
  'validation.nosql': { passes: {}, fails: { defects: ['nosql'] }, silent: NOTHING_TAKEN },
  'validation.body-limit': { passes: {}, fails: { defects: ['body-limit'] }, silent: NOTHING_TAKEN },
  'validation.page-cap': { passes: {}, fails: { defects: ['page-cap'] }, silent: NOTHING_TAKEN },
  'validation.unicode': { passes: {}, fails: { defects: ['unicode'] }, silent: NOTHING_TAKEN },
};
