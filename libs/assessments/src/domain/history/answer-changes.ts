import type { Answer } from '../answers.js';
import { type Given, isAbout } from '../review/rulings.js';

/** What one write said: for each statement that it names the answer, or null where it took one back. */
export interface Revision {
  /** The assessment's version after the write. */
  readonly version: number;
  readonly at: Date;
  /** User id. */
  readonly by: string;
  readonly rows: ReadonlyMap<string, Given | null>;
}

/** One answer that became another. */
export interface AnswerChange {
  readonly version: number;
  readonly statementId: string;
  /** null: open. */
  readonly from: Answer | null;
  readonly to: Answer | null;
  /** That of `to`. */
  readonly reason: string | undefined;
  readonly at: Date;
  readonly by: string;
}

/** The answers at some moment, by statement id. */
export type AnswersThen = ReadonlyMap<string, Given>;

/**
 * What really changed: a write says what is so afterwards, and an autosave says much that was so before.
 * @param before the answers before the first revision.
 * @param revisions in the order of their versions.
 * @returns the changes by version, then by statement, and the answers after the last revision.
 */
export function changesOf(before: AnswersThen, revisions: readonly Revision[]): { readonly changes: readonly AnswerChange[]; readonly after: AnswersThen } {
  const answers = new Map(before);
  const changes: AnswerChange[] = [];
  for (const { version, at, by, rows } of revisions) {
    for (const [statementId, given] of [...rows].toSorted(([one], [other]) => (one < other ? -1 : 1))) {
      const earlier = answers.get(statementId);
      if (isAbout(earlier, given ?? undefined)) continue;
      changes.push({ version, statementId, from: earlier?.answer ?? null, to: given?.answer ?? null, reason: given?.reason, at, by });
      if (given === null) answers.delete(statementId);
      else answers.set(statementId, given);
    }
  }
  return { changes, after: answers };
}

/** What a revision takes besides its rows: about 125 bytes. */
const REVISION_WEIGHT = 5;
/** Characters of a reason that weigh as much as a row. */
const CHARACTERS = 25;

/** What a revision weighs in the assessment's document, in rows of about 25 bytes. */
export function weightOf(rows: Revision['rows']): number {
  return [...rows.values()].reduce((sum, given) => sum + 1 + Math.ceil((given?.reason?.length ?? 0) / CHARACTERS), REVISION_WEIGHT);
}

/** From this weight on revisions are moved out of the assessment's document: about 10 KiB, every fortieth write of five rows. */
export const MOST_WEIGHT = 400;
