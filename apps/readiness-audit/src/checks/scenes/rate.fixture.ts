import type { Scenes } from '../../specimen/scene.fixture.ts';

const LIMITED = { with: ['limit'] } as const;
const NO_DOCUMENT = { target: { openapi: '/nowhere.json' }, as: 'not-available' } as const;
const NO_LIMIT = { as: 'not-applicable' } as const;

export const RATE_SCENES: Readonly<Record<string, Scenes>> = {
  'rate.enforced': { passes: LIMITED, fails: {}, silent: NO_DOCUMENT },
  'rate.fields': { passes: LIMITED, fails: { ...LIMITED, defects: ['limit-fields'] }, silent: NO_LIMIT },
  'rate.xff': { passes: LIMITED, fails: { ...LIMITED, defects: ['limit-by-forwarded'] }, silent: NO_LIMIT },
  'rate.absent-address': { passes: LIMITED, fails: { ...LIMITED, defects: ['limit-only-forwarded'] }, silent: NO_LIMIT },
};
