import type { Scenes } from '../../specimen/scene.fixture.ts';

export const CONTRACT_SCENES: Readonly<Record<string, Scenes>> = {
  'contract.coverage': { passes: {}, fails: { untold: ['accounts'] }, silent: { target: { openapi: '/nowhere.json' }, as: 'not-available' } },
};
