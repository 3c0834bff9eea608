import type { Faults } from './doors/faults.ts';
import type { RequestLog } from './doors/request-log.ts';
import type { LivingWorld } from './living-world.ts';
import type { Api } from './wire/api.ts';
import type { Idempotency } from './wire/idempotency.ts';

/** What a running emulator is made of. */
export interface EmulatorParts {
  readonly world: LivingWorld;
  readonly api: Api;
  readonly idempotency: Idempotency;
  readonly faults: Faults;
  readonly log: RequestLog;
}
