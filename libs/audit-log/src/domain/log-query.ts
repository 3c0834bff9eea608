/** What is looked for; what is left out does not matter. */
export interface LogQuery {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly objectType?: string | undefined;
  readonly objectId?: string | undefined;
  /** At this moment or later. */
  readonly from?: Date | undefined;
  /** Before this moment. */
  readonly to?: Date | undefined;
}

/** Where a page ended. */
export interface LogPlace {
  readonly at: Date;
  readonly id: string;
}
