import { Injectable } from '@nestjs/common';
import type { BusinessScope } from '@plumbline/businesses';
import type { Principal } from '@plumbline/common';
import { Clock, Ids } from '@plumbline/config';
import { absent, EVERYTHING, type Filter, missing, range, type Write } from '@plumbline/database';
import { FileStore, type StoredFile } from '@plumbline/files';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { Readable } from 'node:stream';
import type { AssessmentDocument, StoredEvidence } from '../data/assessment.schema.js';
import { AssessmentsRepository } from '../data/assessments.repository.js';
import { UploadsRepository } from '../data/uploads.repository.js';
import { CatalogueEditions } from '../domain/catalogue-editions.js';
import { assertRoomForFile, assertTakesEvidence, FILES_PER_ASSESSMENT, FILES_PER_STATEMENT } from '../domain/evidence/evidence.js';
import { OPEN_STATE } from '../domain/states.js';
import { AssessmentAccess } from './assessment-access.js';
import { catalogueOf } from './assessment-view.js';
import { evidenceView, type EvidenceView } from './evidence-view.js';
import { evidenceKey } from './reviewed.js';

/** A file on its way in. */
export interface NewEvidence {
  readonly statementId: string;
  readonly name: string;
  readonly content: Readable;
}

/** What is read before a file is taken, and again to say why it was refused. */
const RULE_FIELDS = ['businessId', 'catalogueVersion', 'state', 'fileCount', 'fileCounts'] as const;

/**
 * Takes a file that supports a statement of a draft. The file is stored first, then one conditional write makes it evidence: draft,
 * room and duplicates are its condition, so that nothing comes in behind a submission, and of fifty at once as many get in as there is
 * room for. That a file is on its way is noted before, so that what a crash leaves behind is found and removed.
 */
@Injectable()
export class UploadEvidence {
  constructor(
    private readonly access: AssessmentAccess,
    private readonly assessments: AssessmentsRepository,
    private readonly uploads: UploadsRepository,
    private readonly files: FileStore,
    private readonly editions: CatalogueEditions,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /**
   * @throws Problem NOT_FOUND, FORBIDDEN, STATE_CONFLICT when it is not a draft, VALIDATION_FAILED (the statement), EVIDENCE_LIMIT_REACHED,
   *   ALREADY_EXISTS with the id of the same content for the same statement as `evidenceId`, and what `FileStore.put` throws.
   */
  execute(principal: Principal, assessmentId: string, evidence: NewEvidence): Promise<EvidenceView> {
    return this.access.run(principal, 'assessments.uploadEvidence', assessmentId, async (scope) => {
      const { businessId } = await this.#assertRoom(scope, assessmentId, evidence.statementId);
      const fileId = this.ids.next();
      await this.uploads.insert(EVERYTHING, { _id: fileId, assessmentId, begunAt: this.clock.now() });
      const file = await this.files.put(evidence.content, { id: fileId, name: evidence.name, ownerId: businessId });
      const view = await this.#add(scope, assessmentId, businessId, evidence.statementId, file, principal.userId).catch(async (error: unknown) => {
        // Refused, so nothing refers to the file. After any other failure nobody knows, and the sweeper looks.
        if (error instanceof Problem && error.type.status < 500) await this.files.remove(fileId);
        throw error;
      });
      // What is not forgotten here is by the sweeper.
      await this.uploads.deleteMany(EVERYTHING, { _id: fileId }).catch(() => undefined);
      return view;
    });
  }

  /** Before twenty megabytes are taken for nothing. */
  async #assertRoom(scope: BusinessScope, assessmentId: string, statementId: string) {
    const found = await this.assessments.get(scope, assessmentId, RULE_FIELDS);
    if (found.state !== OPEN_STATE) throw new Problem(PROBLEMS.STATE_CONFLICT, { detail: `Evidence is taken in the state \`${OPEN_STATE}\` only, not in \`${found.state}\`.` });
    assertTakesEvidence(catalogueOf(found, this.editions), statementId);
    assertRoomForFile({ ofStatement: found.fileCounts?.[statementId] ?? 0, inAll: found.fileCount ?? 0 });
    return found;
  }

  async #add(scope: BusinessScope, assessmentId: string, businessId: string, statementId: string, file: StoredFile, by: string): Promise<EvidenceView> {
    const key = evidenceKey(statementId, file.sha256);
    const { name, mediaType, size } = file;
    const stored: StoredEvidence = { id: this.ids.next(), fileId: file.id, name, mediaType, size, at: this.clock.now(), by, state: 'submitted' };
    const write: Write<AssessmentDocument> = {
      when: roomFor(statementId, key),
      set: { [`evidence.${key}`]: stored },
      increment: { fileCount: 1, [`fileCounts.${statementId}`]: 1 },
      events: [{ type: 'evidence.submitted', data: { businessId, statementId, evidenceId: stored.id, fileId: file.id, sha256: file.sha256, size, mediaType } }],
    };
    try {
      const { answers } = await this.assessments.update(scope, assessmentId, write, ['answers']);
      return evidenceView({ key, statementId, stored }, answers);
    } catch (error) {
      throw await this.#explain(error, scope, assessmentId, statementId, key);
    }
  }

  async #explain(error: unknown, scope: BusinessScope, assessmentId: string, statementId: string, key: string): Promise<unknown> {
    if (!(error instanceof Problem) || error.type !== PROBLEMS.STATE_CONFLICT) return error;
    const { evidence } = await this.assessments.get(scope, assessmentId, ['evidence']);
    const first = evidence?.[key];
    if (first !== undefined) return new Problem(PROBLEMS.ALREADY_EXISTS, { detail: 'The same content is there for this statement already.', extensions: { evidenceId: first.id }, cause: error });
    await this.#assertRoom(scope, assessmentId, statementId);
    return error;
  }
}

function roomFor(statementId: string, key: string): Filter<AssessmentDocument> {
  const fewerThan = (path: `fileCount${string}`, limit: number): Filter<AssessmentDocument> => ({ $or: [{ [path]: absent() }, { [path]: range({ lt: limit }) }] });
  const room = [fewerThan('fileCount', FILES_PER_ASSESSMENT), fewerThan(`fileCounts.${statementId}`, FILES_PER_STATEMENT)];
  return { state: OPEN_STATE, [`evidence.${key}`]: missing(), $and: room } as Filter<AssessmentDocument>;
}
