import type { ApiDocument } from '../openapi/document.ts';
import type { Declared } from './declared.ts';
import type { Ending } from './ending.ts';
import type { OperationExchanges } from './exchanges.ts';
import type { Health } from './health.ts';
import type { Limit } from './limit.ts';
import type { LogStart, Logs } from './logs.ts';
import type { Metrics } from './metrics.ts';
import type { Repository } from './repository.ts';
import type { SessionKept } from './sessions.ts';
import type { Surface } from './surface.ts';
import type { Walk } from './walk.ts';

/** What gatherers bring home and checks judge: JSON, with exchanges by their ids. */
export interface Artifacts {
  /** What the target file says of the target, as far as verdicts hang on it. */
  readonly declared: Declared;
  /** What the target says it is. */
  readonly document: ApiDocument;
  /** Who could log in. */
  readonly sessions: readonly SessionKept[];
  /** What answers where nothing is. */
  readonly surface: Surface;
  /** Whether it says that it is alive, and that it is ready. */
  readonly health: Health;
  /** Each operation, sent once as it should be. */
  readonly walk: Walk;
  /** What lies in the target's repository. */
  readonly repository: Repository;
  /** Where the log stood before anything was sent. */
  readonly logStart: LogStart;
  /** What the service wrote since. */
  readonly logs: Logs;
  /** What the service counts, before the walk. */
  readonly metrics: Metrics;
  /** The same behind all that was sent. */
  readonly metricsAfter: Metrics;
  /** What each operation was asked and what it answered, in all that was sent: the walk, the variations of all checks, their probes. */
  readonly exchanges: readonly OperationExchanges[];
  /** Whether the target was still there at the end. */
  readonly ending: Ending;
  /** What becomes of who asks too often. */
  readonly limit: Limit;
}

export type ArtifactName = keyof Artifacts;

/** What a gatherer found, or why it found nothing: `error` when it broke itself. */
export type Gathered<T> = { readonly value: T } | { readonly outcome: 'not-applicable' | 'not-available' | 'error'; readonly reason: string };
