/** What the service calls itself. */
export interface Build {
  readonly name: string;
  /** Semantic version. */
  readonly version: string;
}

export const BUILD = Symbol('Build');
