import { notes } from './notes.fixture.ts';
import { login, people } from './people.fixture.ts';
import type { Feature } from './route.fixture.ts';
import { things } from './things.fixture.ts';

/** What a specimen has, unless a scene does without. */
export const FEATURES: readonly Feature[] = [login, people, things, notes];
