/** What ties a navigator to firms. */
export interface Ties {
  /** Firms that the navigator owns or is a member of, with whatever right. */
  readonly memberOf: readonly string[];
}

/** The firms whose assessments a navigator may not see in the queue, review or verify. The one place to add a tie of another kind. */
export function firmsInConflict({ memberOf }: Ties): readonly string[] {
  return memberOf;
}
