import type { Scenes } from '../../specimen/scene.fixture.ts';

const silent = { untold: ['metrics'], as: 'not-available' } as const;
const NO_MONITORING = { 'monitoring/alerts.yml': null, 'monitoring/dashboard.json': null } as const;

export const OBSERVABILITY_SCENES: Readonly<Record<string, Scenes>> = {
  'observability.metrics': { passes: {}, fails: { defects: ['metrics'] }, silent },
  'observability.truth': { passes: {}, fails: { only: ['login', 'things'], defects: ['uncounted'] }, silent },
  'observability.cardinality': { passes: {}, fails: { defects: ['label-ids'] }, silent },
  'observability.trace': { passes: {}, fails: { defects: ['trace'] }, silent: { untold: ['logs'], as: 'not-available' } },
  'observability.refs': { passes: {}, fails: { files: { 'monitoring/dashboard.json': JSON.stringify({ panels: [{ title: 'Answers', targets: [{ expr: 'rate(http_answers_total[5m])' }] }] }) } }, silent: { files: NO_MONITORING, as: 'not-applicable' } },
  'observability.alerts': { passes: {}, fails: { files: { 'monitoring/alerts.yml': 'groups:\n  - name: specimen\n    rules:\n      - alert: ManyErrors\n        expr: up == 0\n' } }, silent: { files: NO_MONITORING, as: 'not-available' } },
};
