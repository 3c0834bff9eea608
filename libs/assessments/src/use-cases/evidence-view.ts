import type { EvidenceState } from '../domain/evidence/evidence.js';
import { isAbout } from '../domain/review/rulings.js';
import type { AssessmentDocument } from '../data/assessment.schema.js';
import { evidenceOf, givenOf, type KeyedEvidence, sha256Of } from './reviewed.js';

/** A file that supports a statement, as the firm and its reviewer see it. */
export interface EvidenceView {
  readonly id: string;
  readonly statementId: string;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  readonly sha256: string;
  readonly state: EvidenceState;
  readonly uploadedAt: string;
  readonly uploadedBy: string;
  readonly decidedAt: string | null;
  /** The navigator's words. */
  readonly reason: string | null;
  /** Whether the decision was about the answer that stands now; false where there is none. */
  readonly stands: boolean;
}

/** @param answers of the assessment. */
export function evidenceView(file: KeyedEvidence, answers: AssessmentDocument['answers']): EvidenceView {
  const { statementId, stored } = file;
  const { id, name, mediaType, size, state, at, by, ruling } = stored;
  const present = answers[statementId];
  const about = ruling?.a === undefined ? undefined : { answer: ruling.a, reason: ruling.r };
  const stands = ruling !== undefined && isAbout(about, present === undefined ? undefined : givenOf(present));
  return { id, statementId, name, mediaType, size, sha256: sha256Of(file), state, uploadedAt: at.toISOString(), uploadedBy: by, decidedAt: ruling?.at.toISOString() ?? null, reason: ruling?.why ?? null, stands };
}

/** Every file of an assessment, in the order in which they came. */
export function evidenceViews(found: Pick<AssessmentDocument, 'evidence' | 'answers'>): readonly EvidenceView[] {
  return evidenceOf(found).map((file) => evidenceView(file, found.answers));
}
