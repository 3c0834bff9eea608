import type { Scenes } from '../../specimen/scene.fixture.ts';

export const PERFORMANCE_SCENES: Readonly<Record<string, Scenes>> = {
  'performance.p95': { passes: { target: { slo: { p95Ms: 5_000 } } }, fails: { defects: ['slow'], target: { slo: { p95Ms: 200 } } }, silent: { as: 'not-available' } },
  'performance.errors': { passes: {}, fails: { defects: ['flaky'] }, silent: { target: { budget: { total: 200 } }, as: 'not-available' } },
  'performance.growth': { passes: {}, fails: { defects: ['growth'] }, silent: { without: ['things'], as: 'not-applicable' } },
};
