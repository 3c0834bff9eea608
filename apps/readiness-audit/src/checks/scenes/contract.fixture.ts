import type { Scenes } from '../../specimen/scene.fixture.ts';

const UNDOCUMENTED = { target: { openapi: '/nowhere.json' }, as: 'not-available' } as const;
const ONLY_PEOPLE = { only: ['login', 'people'], as: 'not-applicable' } as const;

export const CONTRACT_SCENES: Readonly<Record<string, Scenes>> = {
  'contract.valid': { passes: {}, fails: { defects: ['document'] }, silent: UNDOCUMENTED },
  'contract.coverage': { passes: {}, fails: { defects: ['unbuilt'] }, silent: { untold: ['accounts'], as: 'not-available' } },
  'contract.inventory': { passes: {}, fails: { defects: ['hidden-route'] }, silent: UNDOCUMENTED },
  'contract.status': { passes: {}, fails: { defects: ['status'] }, silent: UNDOCUMENTED },
  'contract.schema': { passes: {}, fails: { defects: ['schema'] }, silent: UNDOCUMENTED },
  'contract.content-type': { passes: {}, fails: { defects: ['content-type'] }, silent: UNDOCUMENTED },
  'contract.request-type': { passes: {}, fails: { defects: ['request-type'] }, silent: { only: ['people'], as: 'not-applicable' } },
  'contract.media-mix': { passes: {}, fails: { defects: ['media-mix'] }, silent: ONLY_PEOPLE },
  'contract.method': { passes: {}, fails: { defects: ['method'] }, silent: UNDOCUMENTED },
  'contract.examples': { passes: {}, fails: { defects: ['examples'] }, silent: ONLY_PEOPLE },
  'contract.lint': { passes: {}, fails: { defects: ['lint'] }, silent: UNDOCUMENTED },
  'contract.sunset': { passes: {}, fails: { defects: ['sunset'] }, silent: ONLY_PEOPLE },
};
