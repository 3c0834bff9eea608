import { assistant } from './assistant.fixture.ts';
import { firms } from './firms.fixture.ts';
import { login, people } from './people.fixture.ts';
import { payments } from './payments.fixture.ts';
import type { Feature } from './route.fixture.ts';
import { things } from './things.fixture.ts';
import { webhooks } from './webhooks.fixture.ts';

/** What a specimen has, unless a scene does without. */
export const FEATURES: readonly Feature[] = [login, people, things, payments, webhooks, firms, assistant];
