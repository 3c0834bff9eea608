import { assistant } from './assistant.fixture.ts';
import { firms } from './firms.fixture.ts';
import { health } from './health.fixture.ts';
import { limit } from './limit.fixture.ts';
import { notes } from './notes.fixture.ts';
import { payments } from './payments.fixture.ts';
import { login, people, sessions } from './people.fixture.ts';
import type { Feature } from './route.fixture.ts';
import { things } from './things.fixture.ts';
import { ways } from './ways.fixture.ts';
import { webhooks } from './webhooks.fixture.ts';

/** What a specimen has, unless a scene does without. */
export const FEATURES: readonly Feature[] = [login, people, health, things, notes];

/** What it has where a scene asks for it: what nobody can send without having been told something before, and what only some services have. */
export const EXTRAS: readonly Feature[] = [sessions, ways, limit, payments, webhooks, firms, assistant];
