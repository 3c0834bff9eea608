import { Injectable } from '@nestjs/common';
import { Database, defineSchema, EVERYTHING, type Filter, Repository, type Stored } from '@plumbline/database';

interface UnansweredRequest extends Stored {
  readonly at: Date;
}

export const UNANSWERED_REQUESTS = 'unanswered_requests';

/**
 * Requests for a mail that nobody gets: the address has no account, needs no such mail, or has had enough of them. One is written wherever
 * an account would be, so that the answer costs one look and one acknowledged write either way. Nothing is kept of whom it was about,
 * and nothing at all for longer than an hour.
 */
@Injectable()
export class UnansweredRequests extends Repository<UnansweredRequest, never> {
  constructor(database: Database) {
    super(database, UNANSWERED_REQUESTS, defineSchema<UnansweredRequest>({ at: { type: Date, required: true } }), { events: false });
  }

  async note(): Promise<void> {
    await this.insert(EVERYTHING, { at: this.clock.now() });
  }

  protected override scopeFilter(): Filter<UnansweredRequest> {
    throw new Error('An unanswered request is nobody\'s.');
  }
}
