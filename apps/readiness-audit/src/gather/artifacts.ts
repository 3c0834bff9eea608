import type { ApiDocument } from '../openapi/document.ts';
import type { OperationExchanges } from './memory.ts';
import type { SessionKept } from './session.ts';
import type { Surface } from './surface.ts';
import type { Walk } from './walk.ts';

/** What gatherers bring home and checks judge: JSON, with exchanges by their ids. */
export interface Artifacts {
  /** What the target says it is. */
  readonly document: ApiDocument;
  /** Who could log in. */
  readonly sessions: readonly SessionKept[];
  /** What answers where nothing is. */
  readonly surface: Surface;
  /** Each operation, sent once as it should be. */
  readonly walk: Walk;
  /** What each operation was asked and what it answered, in all that was sent: the walk, the variations of all checks, their probes. */
  readonly exchanges: readonly OperationExchanges[];
  /** What the service wrote into its log while it was audited; `json` where a line is an object as JSON. */
  readonly logs: { readonly lines: readonly { readonly text: string; readonly json?: Record<string, unknown> }[] };
}

export type ArtifactName = keyof Artifacts;
