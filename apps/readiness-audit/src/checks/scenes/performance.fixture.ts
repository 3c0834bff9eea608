import type { Scenes } from '../../specimen/scene.fixture.ts';

export const PERFORMANCE_SCENES: Readonly<Record<string, Scenes>> = {};
