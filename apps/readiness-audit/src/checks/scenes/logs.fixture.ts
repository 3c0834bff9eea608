import type { Scenes } from '../../specimen/scene.fixture.ts';

export const LOGS_SCENES: Readonly<Record<string, Scenes>> = {};
