import type { Scenes } from '../../specimen/scene.fixture.ts';

export const WEB_SCENES: Readonly<Record<string, Scenes>> = {};
