import { Injectable } from '@nestjs/common';
import type { BusinessScope } from '@plumbline/businesses';
import { Database, defineSchema, EVERYTHING, type Filter, type Found, oneOf, range, Repository, type Stored } from '@plumbline/database';
import { Schema } from 'mongoose';
import type { Answer } from '../domain/answers.js';

/** One answer that became another; short names, since a chapter holds some hundreds. */
export interface StoredChange {
  readonly v: number;
  readonly s: string;
  /** Missing: open. */
  readonly from?: Answer;
  readonly to?: Answer;
  /** Reason of `to`. */
  readonly r?: string;
  readonly at: Date;
  readonly by: string;
}

/** Some revisions of an assessment, written once and never changed. Its id is made of the assessment's and its first version, so that moving the same revisions twice is moving them once. */
export interface HistoryChapter extends Stored {
  readonly businessId: string;
  readonly assessmentId: string;
  /** Versions of the assessment that it covers, both ends in it. */
  readonly first: number;
  readonly last: number;
  /** Which statements changed. */
  readonly statementIds: readonly string[];
  /** Personal as a whole: one value to encrypt, however many changes there are. */
  readonly content: {
    readonly changes: readonly StoredChange[];
    /** The answers after its last revision: where the next chapter begins. */
    readonly after: Readonly<Record<string, { readonly a: Answer; readonly r?: string }>>;
  };
}

const REQUIRED = { type: String, required: true } as const;
const COUNT = { type: Number, required: true } as const;

@Injectable()
export class AnswerHistoryRepository extends Repository<HistoryChapter, BusinessScope> {
  constructor(database: Database) {
    const schema = defineSchema<HistoryChapter>({
      businessId: REQUIRED,
      assessmentId: REQUIRED,
      first: COUNT,
      last: COUNT,
      statementIds: [String],
      content: { type: Schema.Types.Mixed, protect: 'personal', required: true },
    });
    super(database, 'answer_history', schema, { events: false });
  }

  protected override scopeFilter({ by: { businessIds } }: BusinessScope): Filter<HistoryChapter> {
    return { businessId: oneOf(businessIds) };
  }

  /** Where the last chapter of an assessment ends; undefined when there is none. Who may know is decided by who may read the assessment. */
  async latest(assessmentId: string): Promise<Found<HistoryChapter, 'last' | 'content'> | undefined> {
    return (await this.find(EVERYTHING, { assessmentId }, ['last', 'content'], { limit: 1, sort: { last: -1 } }))[0];
  }

  /** Chapters that begin at `version` or before it, newest first. */
  async before(filter: Filter<HistoryChapter>, version: number, limit: number): Promise<readonly Found<HistoryChapter, 'first' | 'content'>[]> {
    return this.find(EVERYTHING, { ...filter, first: range({ lte: version }) }, ['first', 'content'], { limit, sort: { last: -1 } });
  }
}
