import type { Answer } from '../answers.js';
import type { CatalogueEdition } from '../catalogue-editions.js';
import type { EvidenceState } from '../evidence/evidence.js';

/** What a firm says to one statement. */
export interface Given {
  readonly answer: Answer;
  readonly reason?: string | undefined;
}

/** A file of evidence, as a reviewer leaves it. */
export interface RuledEvidence {
  readonly id: string;
  readonly statementId: string;
  readonly state: EvidenceState;
  /** What the statement's answer was when a navigator decided: undefined where it was open, or nobody has decided. */
  readonly about: Given | undefined;
}

export const VERDICTS = ['verified', 'refused'] as const;

/** What a navigator found of a statement of tier 3. */
export interface Verdict {
  readonly decision: (typeof VERDICTS)[number];
  readonly about: Given;
}

/** All that a review rests on. */
export interface Reviewed {
  readonly edition: CatalogueEdition;
  readonly answers: ReadonlyMap<string, Given>;
  readonly evidence: readonly RuledEvidence[];
  readonly verdicts: ReadonlyMap<string, Verdict>;
}

/** What has to be decided before an assessment can be verified. */
export interface OpenMatters {
  /** Ids of files. */
  readonly evidence: readonly string[];
  /** Answered statements of tier 3, in the order of the catalogue. */
  readonly statements: readonly string[];
}

/**
 * Whether a decision still counts: it was about the answer and the reason that stand now. An autosave that sends the same answer again
 * leaves it in force; another answer, or another reason for it, does not, and the old one given again restores it.
 */
export function isAbout(about: Given | undefined, present: Given | undefined): boolean {
  return about?.answer === present?.answer && about?.reason === present?.reason;
}

/** Whether a navigator has decided on a file in view of what the firm says now. */
export function isDecided({ state, about }: RuledEvidence, present: Given | undefined): boolean {
  return state !== 'submitted' && isAbout(about, present);
}

/** The statements whose present answer somebody else has confirmed: on tier 2 by a file that was accepted, on tier 3 by a verdict. */
export function settledStatements({ edition, answers, evidence, verdicts }: Reviewed): ReadonlySet<string> {
  const shown = evidence.filter((file) => file.state === 'accepted' && isDecided(file, answers.get(file.statementId))).map(({ statementId }) => statementId);
  const ofTier2 = shown.filter((id) => answers.has(id) && edition.statements.get(id)?.tier === 2);
  const ofTier3 = edition.byTier[3].map(({ id }) => id).filter((id) => {
    const verdict = verdicts.get(id);
    return verdict?.decision === 'verified' && isAbout(verdict.about, answers.get(id));
  });
  return new Set([...ofTier2, ...ofTier3]);
}

/** What nobody has decided yet in view of what the firm says now. */
export function openMatters({ edition, answers, evidence, verdicts }: Reviewed): OpenMatters {
  return {
    evidence: evidence.filter((file) => !isDecided(file, answers.get(file.statementId))).map(({ id }) => id),
    statements: edition.byTier[3].map(({ id }) => id).filter((id) => answers.has(id) && !isAbout(verdicts.get(id)?.about, answers.get(id))),
  };
}
