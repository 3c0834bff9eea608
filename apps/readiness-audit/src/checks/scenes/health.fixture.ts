import type { Scenes } from '../../specimen/scene.fixture.ts';

export const HEALTH_SCENES: Readonly<Record<string, Scenes>> = {};
