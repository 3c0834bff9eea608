import type { Scenes } from '../../specimen/scene.fixture.ts';

export const DELIVERY_SCENES: Readonly<Record<string, Scenes>> = {};
