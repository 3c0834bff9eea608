import { Injectable } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { EVERYTHING } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { StoredAnswer } from '../data/assessment.schema.js';
import { AssessmentsRepository } from '../data/assessments.repository.js';
import type { Statement } from '../domain/catalogue/catalogue.js';
import { CATALOGUE_EDITIONS } from '../domain/catalogue-editions.js';

/** Always the same, so that the examples of the API's documentation work on a machine with demo data. */
export const DEMO_ASSESSMENT_ID = '0193a1f2-0000-7000-8000-0000000000a1';

/** The demo pins the first catalogue, whatever is published. */
const DEMO_CATALOGUE = CATALOGUE_EDITIONS.first;

/** What a joinery of twelve is like: sound on paper, half-way with evidence, weak where nobody has looked yet. Over and over, by tier. */
const ANSWERS = {
  1: ['yes', 'yes', 'partial', 'yes', 'no', 'yes', 'yes'],
  2: ['yes', 'partial', 'no', 'yes', undefined],
  3: ['partial', undefined, 'no', undefined],
} as const;

/** Lays out a submitted assessment of the demo firm. Run again it changes nothing. */
@Injectable()
export class CreateDemoAssessment {
  constructor(
    private readonly assessments: AssessmentsRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * @param businessId the demo firm.
   * @param userId who answered.
   * @returns the id of the assessment.
   */
  async execute(businessId: string, userId: string): Promise<string> {
    const at = this.clock.now();
    const { catalogue, byTier } = DEMO_CATALOGUE;
    const answers = Object.fromEntries(([1, 2, 3] as const).flatMap((tier) => byTier[tier].flatMap((statement, place) => answer(statement, ANSWERS[tier][place % ANSWERS[tier].length], at, userId))));
    const demo = { _id: DEMO_ASSESSMENT_ID, businessId, catalogueVersion: catalogue.version, state: 'submitted' as const, answers, startedAt: at, startedBy: userId, submittedAt: at };
    await this.assessments.insert(EVERYTHING, demo, [{ type: 'assessment.submitted', data: { businessId, catalogueVersion: catalogue.version } }]).catch((error: unknown) => {
      if (!(error instanceof Problem) || error.type !== PROBLEMS.ALREADY_EXISTS) throw error;
    });
    return DEMO_ASSESSMENT_ID;
  }
}

function answer({ id, weight, critical }: Statement, given: 'yes' | 'partial' | 'no' | undefined, at: Date, by: string): [string, StoredAnswer][] {
  if (given === undefined) return [];
  if (given === 'no' && weight === 1 && !critical) return [[id, { a: 'not_applicable', r: 'We make to order and keep no stock.', at, by }]];
  return [[id, { a: given, ...(given === 'partial' ? { r: 'Begun this spring; Dana Whitfield looks after it.' } : {}), at, by }]];
}
