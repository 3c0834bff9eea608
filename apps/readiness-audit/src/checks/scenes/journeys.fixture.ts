import type { Scenes } from '../../specimen/scene.fixture.ts';

export const JOURNEYS_SCENES: Readonly<Record<string, Scenes>> = {};
