import type { Scenes } from '../../specimen/scene.fixture.ts';

export const ERRORS_SCENES: Readonly<Record<string, Scenes>> = {};
