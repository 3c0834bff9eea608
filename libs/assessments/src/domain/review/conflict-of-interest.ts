/** What ties a navigator to firms. */
export interface Ties {
  /** Firms that the navigator owns or is a member of, with whatever right. */
  readonly memberOf: readonly string[];
}

/** The firms whose assessments a navigator may not see in the queue, review or verify. The one place to add a tie of another kind. */
export function firmsInConflict({ memberOf }: Ties): readonly string[] {
  return memberOf;
}

/** User ids of those who made an assessment what it is. */
export interface Makers {
  readonly startedBy: string;
  readonly answers: Readonly<Record<string, { readonly by: string }>>;
  readonly evidence?: Readonly<Record<string, { readonly by: string }>> | undefined;
}

/** Whether a person began the assessment, gave an answer that stands or sent a file: who did judges it no more after leaving the firm than before. */
export function hasTakenPart(userId: string, { startedBy, answers, evidence = {} }: Makers): boolean {
  return [startedBy, ...[...Object.values(answers), ...Object.values(evidence)].map(({ by }) => by)].includes(userId);
}
