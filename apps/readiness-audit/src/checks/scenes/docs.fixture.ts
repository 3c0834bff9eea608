import type { Scenes } from '../../specimen/scene.fixture.ts';

const NOWHERE = { untold: ['repository'], as: 'not-available' } as const;

export const DOCS_SCENES: Readonly<Record<string, Scenes>> = {
  'docs.runbook': { passes: {}, fails: { files: { 'docs/runbooks.md': '# Runbooks\n\n## Many errors\n\nRun `npm run gone`.\n' } }, silent: { files: { 'monitoring/alerts.yml': null, 'docs/runbooks.md': null }, as: 'not-applicable' } },
  'docs.escalation': { passes: {}, fails: { files: { 'docs/escalation.md': null } }, silent: NOWHERE },
  'docs.api-docs': { passes: {}, fails: { defects: ['undescribed'] }, silent: NOWHERE },
};
