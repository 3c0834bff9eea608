/** How a target came to answer no more. */
export interface Death {
  /** Id of the last exchange before: what ended it, as far as can be seen from outside. */
  readonly behind: string | undefined;
  /** In words: `connect ECONNREFUSED 127.0.0.1:3000`. */
  readonly reason: string;
}

/** How the run ended for the target. */
export interface Ending {
  readonly died?: Death;
}
