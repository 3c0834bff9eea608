import type { Scenes } from '../../specimen/scene.fixture.ts';

export const AI_SCENES: Readonly<Record<string, Scenes>> = {};
