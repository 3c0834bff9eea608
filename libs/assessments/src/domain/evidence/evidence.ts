import { defineStateMachine, Problem, PROBLEMS } from '@plumbline/problems';
import type { CatalogueEdition } from '../catalogue-editions.js';
import type { Tier } from '../catalogue/catalogue.js';
import { ASSESSMENT_PROBLEMS } from '../problems.js';

/**
 * The life of one file of evidence. A navigator may decide anew for as long as the review lasts; what was accepted is not taken away
 * by the firm, since a decision stands on it. A removed one is kept nowhere but in the log of events.
 */
export const EVIDENCE_STATES = defineStateMachine({
  initial: 'submitted',
  transitions: {
    submitted: { accept: 'accepted', reject: 'rejected', remove: 'removed' },
    accepted: { accept: 'accepted', reject: 'rejected' },
    rejected: { accept: 'accepted', reject: 'rejected', remove: 'removed' },
    removed: {},
  },
});

/** The states of evidence that is there. */
export type EvidenceState = Exclude<(typeof EVIDENCE_STATES)['initial'], 'removed'>;
export const EVIDENCE_PRESENT = ['submitted', 'accepted', 'rejected'] as const satisfies readonly EvidenceState[];

/** Most files for one statement, and for a whole assessment: 200 entries are about 80 KiB of the assessment's document. */
export const FILES_PER_STATEMENT = 10;
export const FILES_PER_ASSESSMENT = 200;

/** Tier 1 is settled by declaration. On tier 3 evidence supports what the navigator verifies. */
const TIERS_WITH_EVIDENCE: readonly Tier[] = [2, 3];

/** How many files are there. */
export interface FileCounts {
  readonly ofStatement: number;
  readonly inAll: number;
}

/** @throws Problem VALIDATION_FAILED when the statement is not in the catalogue or its tier takes no evidence. */
export function assertTakesEvidence({ statements, catalogue }: CatalogueEdition, statementId: string): void {
  const tier = statements.get(statementId)?.tier;
  if (tier === undefined) throw wrongStatement('UNKNOWN_STATEMENT', `is not a statement of catalogue version ${catalogue.version}`);
  if (!TIERS_WITH_EVIDENCE.includes(tier)) throw wrongStatement('WRONG_TIER', `is a statement of tier ${tier}, which takes no evidence`);
}

function wrongStatement(code: string, message: string): Problem {
  return new Problem(PROBLEMS.VALIDATION_FAILED, { detail: '1 field is not valid.', errors: [{ pointer: '/statementId', code, message }] });
}

/** @throws Problem EVIDENCE_LIMIT_REACHED when there is no room for one file more. */
export function assertRoomForFile({ ofStatement, inAll }: FileCounts): void {
  if (ofStatement >= FILES_PER_STATEMENT) throw new Problem(ASSESSMENT_PROBLEMS.EVIDENCE_LIMIT_REACHED, { detail: `A statement takes at most ${FILES_PER_STATEMENT} files.` });
  if (inAll >= FILES_PER_ASSESSMENT) throw new Problem(ASSESSMENT_PROBLEMS.EVIDENCE_LIMIT_REACHED, { detail: `An assessment takes at most ${FILES_PER_ASSESSMENT} files.` });
}
