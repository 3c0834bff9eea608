import type { Scenes } from '../../specimen/scene.fixture.ts';

export const OBSERVABILITY_SCENES: Readonly<Record<string, Scenes>> = {};
