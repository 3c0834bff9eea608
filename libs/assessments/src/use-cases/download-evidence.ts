import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { FileStore, type StoredFile } from '@plumbline/files';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { Readable } from 'node:stream';
import type { AssessmentDocument } from '../data/assessment.schema.js';
import { AssessmentsRepository } from '../data/assessments.repository.js';
import { AssessmentAccess } from './assessment-access.js';
import { assertMayLook, HOLDER_FIELDS, ReviewAccess } from './review-access.js';
import { evidenceOf, type KeyedEvidence, sha256Of } from './reviewed.js';

/** A file and its content, to be sent as an attachment. */
export interface EvidenceContent {
  readonly file: StoredFile;
  readonly content: Readable;
}

/** Opens a file of evidence for the firm, or for the navigator who reviews it. */
@Injectable()
export class DownloadEvidence {
  constructor(
    private readonly access: AssessmentAccess,
    private readonly reviews: ReviewAccess,
    private readonly assessments: AssessmentsRepository,
    private readonly files: FileStore,
  ) {}

  /** @throws Problem NOT_FOUND */
  async forFirm(principal: Principal, assessmentId: string, evidenceId: string): Promise<EvidenceContent> {
    return this.#open(await this.access.run(principal, 'assessments.downloadEvidence', assessmentId, (scope) => this.assessments.get(scope, assessmentId, ['evidence'])), evidenceId);
  }

  /** @throws Problem NOT_FOUND, CONFLICT_OF_INTEREST, REVIEW_NOT_HELD */
  async forReviewer(principal: Principal, assessmentId: string, evidenceId: string): Promise<EvidenceContent> {
    const found = await this.reviews.run(principal, assessmentId, (scope) => this.assessments.get(scope, assessmentId, [...HOLDER_FIELDS, 'evidence']));
    assertMayLook(found, principal.userId);
    return this.#open(found, evidenceId);
  }

  async #open(found: Pick<AssessmentDocument, 'evidence'>, evidenceId: string): Promise<EvidenceContent> {
    const file = evidenceWith(evidenceId, found);
    const { fileId, name, mediaType, size } = file.stored;
    return { file: { id: fileId, name, mediaType, size, sha256: sha256Of(file) }, content: await this.files.open(fileId) };
  }
}

/** @throws Problem NOT_FOUND */
export function evidenceWith(evidenceId: string, found: Pick<AssessmentDocument, 'evidence'>): KeyedEvidence {
  const file = evidenceOf(found).find(({ stored }) => stored.id === evidenceId);
  if (file === undefined) throw new Problem(PROBLEMS.NOT_FOUND);
  return file;
}
