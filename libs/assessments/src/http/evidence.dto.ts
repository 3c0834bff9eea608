import { Flag, Instant, ListOf, OneOf, Text, Uuid, Whole } from '@plumbline/common';
import { EVIDENCE_PRESENT, type EvidenceState, FILES_PER_ASSESSMENT } from '../domain/evidence/evidence.js';
import { NAVIGATORS_REASON, STATEMENT_ID, VERSION } from './assessment.dto.js';

/** The text fields of an upload; the file follows as `file`. */
export class EvidenceUpload {
  @Text({ ...STATEMENT_ID, example: 'LEG-2-01', description: 'The statement that the file supports, of tier 2 or 3.' }) statementId!: string;
}

export class EvidenceDto {
  @Uuid() id!: string;
  @Text({ ...STATEMENT_ID, example: 'LEG-2-01' }) statementId!: string;
  @Text({ max: 120, example: 'sam-registration.pdf', description: 'Encrypted at rest.' }) name!: string;
  @Text({ max: 120, example: 'application/pdf', description: 'As the content says.' }) mediaType!: string;
  @Whole({ min: 1, max: 20_971_520, example: 184_320, description: 'Bytes.' }) size!: number;
  @Text({ min: 64, max: 64, pattern: /^[0-9a-f]{64}$/, example: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', description: 'SHA-256 of the content.' }) sha256!: string;
  @OneOf(EVIDENCE_PRESENT) state!: EvidenceState;
  @Instant() uploadedAt!: string;
  @Uuid({ description: 'The user who uploaded it.' }) uploadedBy!: string;
  @Instant({ nullable: true }) decidedAt!: string | null;
  @Text({ ...NAVIGATORS_REASON, nullable: true }) reason!: string | null;
  @Flag({ example: true, description: 'Whether the decision was about the answer that stands now; false where there is none.' }) stands!: boolean;
}

export class EvidenceListDto {
  @Whole({ ...VERSION, description: 'Of the assessment; also the ETag.' }) version!: number;
  @ListOf(() => EvidenceDto, { max: FILES_PER_ASSESSMENT, description: 'In the order in which they came.' }) items!: readonly EvidenceDto[];
}
