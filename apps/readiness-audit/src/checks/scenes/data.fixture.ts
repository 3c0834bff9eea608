import type { Scenes } from '../../specimen/scene.fixture.ts';

export const DATA_SCENES: Readonly<Record<string, Scenes>> = {};
