import type { Scenes } from '../../specimen/scene.fixture.ts';

export const PAYMENTS_SCENES: Readonly<Record<string, Scenes>> = {};
