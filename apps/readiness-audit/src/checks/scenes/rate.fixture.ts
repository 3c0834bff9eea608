import type { Scenes } from '../../specimen/scene.fixture.ts';

export const RATE_SCENES: Readonly<Record<string, Scenes>> = {};
