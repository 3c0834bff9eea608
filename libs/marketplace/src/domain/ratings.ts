export const STARS = { min: 1, max: 5 } as const;
export const COMMENT_LENGTH = 2_000;

const DAY_MS = 86_400_000;
/** For so long either side may rate after completion; then what was given is shown, whether or not the other has rated. */
export const RATING_DAYS = 14;

/** When ratings of a request are shown at the latest, and none is taken any more. */
export function revealAtOf(completedAt: Date): Date {
  return new Date(completedAt.getTime() + RATING_DAYS * DAY_MS);
}

/** How a firm was rated, by the ratings that are shown. */
export interface Average {
  readonly count: number;
  /** 1..5, to two decimals; null without ratings. */
  readonly average: number | null;
}

export const NO_RATINGS: Average = { count: 0, average: null };

export function averageOf(count: number, sum: number): Average {
  return count === 0 ? NO_RATINGS : { count, average: Math.round((sum / count) * 100) / 100 };
}
