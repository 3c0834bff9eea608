import type { ApiDocument } from '../openapi/document.ts';
import type { Declared } from './declared.ts';
import type { Health } from './health.ts';
import type { Limit } from './limit.ts';
import type { SessionKept } from './session.ts';
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
  /** What becomes of who asks too often. */
  readonly limit: Limit;
}

export type ArtifactName = keyof Artifacts;
