import type { Scenes } from '../../specimen/scene.fixture.ts';

export const DOCS_SCENES: Readonly<Record<string, Scenes>> = {};
