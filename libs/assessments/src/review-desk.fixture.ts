import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { BusinessesModule, CreateDemoBusiness, DEMO_BUSINESS_ID, Memberships } from '@plumbline/businesses';
import { type Principal, roleBits } from '@plumbline/common';
import { Clock, type Config } from '@plumbline/config';
import { eventually } from '../../../test/fixtures/eventually.js';
import { type Firms, openFirms } from '../../../test/fixtures/firms.js';
import { AssessmentsModule } from './assessments.module.js';
import type { Answer } from './domain/answers.js';
import { CATALOGUE_EDITIONS } from './domain/catalogue-editions.js';
import type { Tier } from './domain/catalogue/catalogue.js';
import type { AssessmentState } from './domain/states.js';
import type { TierResponse } from './domain/tier-responses.js';
import type { AssessmentView } from './use-cases/assessment-view.js';
import { ClaimReview } from './use-cases/claim-review.js';
import { DecideEvidence, type EvidenceDecision } from './use-cases/decide-evidence.js';
import { DecideStatement, type StatementDecision } from './use-cases/decide-statement.js';
import type { EvidenceView } from './use-cases/evidence-view.js';
import { GetAssessment } from './use-cases/get-assessment.js';
import { GetReview, type NamedReview } from './use-cases/get-review.js';
import { PutResponses } from './use-cases/put-responses.js';
import { ReleaseReview } from './use-cases/release-review.js';
import { ReopenAssessment } from './use-cases/reopen-assessment.js';
import { ReturnAssessment } from './use-cases/return-assessment.js';
import type { ReviewSummary } from './use-cases/review-view.js';
import { StartAssessment } from './use-cases/start-assessment.js';
import { SubmitAssessment } from './use-cases/submit-assessment.js';
import { UploadEvidence } from './use-cases/upload-evidence.js';
import { VerifyAssessment } from './use-cases/verify-assessment.js';

/** A process in which the use cases are found. */
interface Process {
  get<T>(provider: abstract new (...args: never[]) => T): T;
}

/** A clock that stands until it is moved. */
export class HandClock extends Clock {
  #now = new Date('2026-11-23T09:00:00Z').getTime();
  override now(): Date {
    return new Date(this.#now);
  }
  forward(ms: number): void {
    this.#now += ms;
  }
}

/** Somebody who reviews and belongs to no firm. */
export function aNavigator(): Principal {
  return { userId: randomUUID(), credential: { kind: 'session', sessionId: 'a session', steppedUpAt: undefined }, roles: ['navigator'], roleBits: roleBits(['navigator']) };
}

/** One content a name, so that files differ. */
export function aText(text: string): Readable {
  return Readable.from([Buffer.from(`Evidence: ${text}\n`)]);
}

/** What a firm and its reviewers do, each in a line. The firm is the demo firm; `owner` belongs to it. */
export class ReviewDesk {
  constructor(
    private readonly process: Process,
    readonly owner: Principal,
  ) {}

  /** An open assessment in which all of tier 1 is answered yes, and nothing else. */
  async draft(): Promise<AssessmentView> {
    const { id } = await this.process.get(StartAssessment).execute(this.owner, DEMO_BUSINESS_ID);
    return this.answer(id, 1, CATALOGUE_EDITIONS.first.byTier[1].map((statement) => statement.id));
  }

  /** Answers statements in whatever version the assessment has. */
  async answer(id: string, tier: Tier, statementIds: readonly string[], answer: Answer | null = 'yes', reason?: string): Promise<AssessmentView> {
    const responses = statementIds.map((statementId): TierResponse => ({ statementId, answer, ...(reason === undefined ? {} : { reason }) }));
    return this.process.get(PutResponses).execute(this.owner, id, (await this.get(id)).version, { tier, responses });
  }

  get(id: string): Promise<AssessmentView> {
    return this.process.get(GetAssessment).execute(this.owner, id);
  }

  upload(id: string, statementId: string, text: string = randomUUID()): Promise<EvidenceView> {
    return this.process.get(UploadEvidence).execute(this.owner, id, { statementId, name: 'evidence.txt', content: aText(text) });
  }

  submit(id: string): Promise<AssessmentView> {
    return this.process.get(SubmitAssessment).execute(this.owner, id);
  }

  reopen(id: string): Promise<AssessmentView> {
    return this.process.get(ReopenAssessment).execute(this.owner, id);
  }

  claim(navigator: Principal, id: string): Promise<ReviewSummary> {
    return this.process.get(ClaimReview).execute(navigator, id);
  }

  release(navigator: Principal, id: string): Promise<void> {
    return this.process.get(ReleaseReview).execute(navigator, id);
  }

  review(navigator: Principal, id: string): Promise<NamedReview> {
    return this.process.get(GetReview).execute(navigator, id);
  }

  decideEvidence(navigator: Principal, id: string, evidenceId: string, decision: EvidenceDecision = { decision: 'accept' }): Promise<EvidenceView> {
    return this.process.get(DecideEvidence).execute(navigator, id, evidenceId, decision);
  }

  decideStatement(navigator: Principal, id: string, statementId: string, decision: Omit<StatementDecision, 'statementId'> = { decision: 'verified' }) {
    return this.process.get(DecideStatement).execute(navigator, id, { statementId, ...decision });
  }

  verify(navigator: Principal, id: string): Promise<ReviewSummary> {
    return this.process.get(VerifyAssessment).execute(navigator, id);
  }

  return(navigator: Principal, id: string, reason = 'Please look at it again.'): Promise<ReviewSummary> {
    return this.process.get(ReturnAssessment).execute(navigator, id, reason);
  }

  /** An assessment that waits for review. */
  async submitted(): Promise<string> {
    const { id } = await this.draft();
    await this.submit(id);
    return id;
  }
}

/** An assessment as the database has it. */
export interface RawAssessment {
  readonly _id: string;
  readonly v: number;
  readonly state: AssessmentState;
  readonly review?: object;
  readonly evidence?: Readonly<Record<string, { fileId: string }>>;
  readonly fileCount?: number;
  readonly fileCounts?: Readonly<Record<string, number>>;
  readonly outbox: readonly { type: string; actor: string; data: Record<string, unknown> }[];
}

const { byTier } = CATALOGUE_EDITIONS.first;
/** The statements that evidence settles, and those that a navigator does. */
export const TIER2 = byTier[2].map(({ id }) => id);
export const TIER3 = byTier[3].map(({ id }) => id);

/** A desk with a firm at it, on a database of its own that is dropped by `firms.drop()`. */
export async function openReviewDesk(config?: Config): Promise<{ readonly firms: Firms; readonly desk: ReviewDesk; readonly raw: (id: string) => Promise<RawAssessment> }> {
  const firms = await openFirms([BusinessesModule, AssessmentsModule], config);
  const desk = new ReviewDesk(firms, firms.as('client'));
  await firms.get(CreateDemoBusiness).execute(desk.owner.userId, firms.as('provider').userId);
  await eventually(() => firms.get(Memberships).isLive);
  const raw = async (id: string): Promise<RawAssessment> => {
    const found = await firms.database.db.collection<RawAssessment>('assessments').findOne({ _id: id });
    if (found === null) throw new Error(`There is no assessment ${id}.`);
    return found;
  };
  return { firms, desk, raw };
}
