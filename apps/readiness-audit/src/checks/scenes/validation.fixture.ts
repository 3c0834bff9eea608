import type { Scenes } from '../../specimen/scene.fixture.ts';

export const VALIDATION_SCENES: Readonly<Record<string, Scenes>> = {};
