import { Injectable } from '@nestjs/common';
import type { BusinessScope } from '@plumbline/businesses';
import { Database, type Filter, oneOf, Repository } from '@plumbline/database';
import { ASSESSMENT_SCHEMA, type AssessmentDocument } from './assessment.schema.js';

@Injectable()
export class AssessmentsRepository extends Repository<AssessmentDocument, BusinessScope> {
  constructor(database: Database) {
    super(database, 'assessments', ASSESSMENT_SCHEMA);
  }

  protected override scopeFilter({ by: { businessIds } }: BusinessScope): Filter<AssessmentDocument> {
    const [only] = businessIds;
    return { businessId: only !== undefined && businessIds.length === 1 ? only : oneOf(businessIds) };
  }
}
