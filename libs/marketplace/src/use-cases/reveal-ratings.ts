import { Injectable } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { EVERYTHING, type Found, range } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { ProviderRatingsRepository } from '../data/provider-ratings.repository.js';
import type { RatingDocument } from '../data/rating.schema.js';
import { ofRequest, RatingsRepository } from '../data/ratings.repository.js';
import { STARS } from '../domain/ratings.js';

const BATCH = 100;
const MOST = 1_000_000;
const ATTEMPTS = 8;
const REVEAL_FIELDS = ['serviceRequestId', 'fromSide', 'toBusinessId'] as const;
type Hidden = Found<RatingDocument, (typeof REVEAL_FIELDS)[number]>;

/** Makes ratings count, and reckons how a provider was rated. */
@Injectable()
export class RevealRatings {
  constructor(
    private readonly ratings: RatingsRepository,
    private readonly totals: ProviderRatingsRepository,
    private readonly clock: Clock,
  ) {}

  /** Reveals the ratings of a request if both sides have given theirs. */
  async ofRequest(serviceRequestId: string): Promise<void> {
    const both = await this.ratings.find(ofRequest({ serviceRequestId }), {}, REVEAL_FIELDS, { limit: 2 });
    if (both.length === 2) for (const rating of both) await this.#reveal(rating);
  }

  /** Reveals up to 100 whose fortnight is over. @returns whether there may be more. */
  async someDue(): Promise<boolean> {
    const due = await this.ratings.find(EVERYTHING, { revealed: false, revealAt: range({ lte: this.clock.now() }) }, REVEAL_FIELDS, { limit: BATCH, sort: { revealAt: 1 } });
    for (const rating of due) await this.#reveal(rating);
    return due.length === BATCH;
  }

  /**
   * Reckons a provider's figures anew from the ratings that count: told twice or out of order it comes to the same. It is written under
   * the version that was there before the counting, so that of two reckonings the one that knew less is not the last.
   */
  async reckon(providerBusinessId: string): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#reckonOnce(providerBusinessId);
        return;
      } catch (error) {
        const crossed = error instanceof Problem && (error.type === PROBLEMS.VERSION_MISMATCH || error.type === PROBLEMS.ALREADY_EXISTS);
        if (!crossed || attempt === ATTEMPTS) throw error;
      }
    }
  }

  async #reckonOnce(providerBusinessId: string): Promise<void> {
    const before = await this.totals.findOne(EVERYTHING, { _id: providerBusinessId }, ['v']);
    let [count, sum] = [0, 0];
    for (let stars: number = STARS.min; stars <= STARS.max; stars += 1) {
      const given = await this.ratings.count(EVERYTHING, { toBusinessId: providerBusinessId, fromSide: 'client', revealed: true, stars }, MOST);
      count += given;
      sum += given * stars;
    }
    if (before === undefined) await this.totals.insert(EVERYTHING, { _id: providerBusinessId, count, sum });
    else await this.totals.update(EVERYTHING, providerBusinessId, { version: before.v, set: { count, sum } }, []);
  }

  async #reveal({ _id, serviceRequestId, fromSide, toBusinessId }: Hidden): Promise<void> {
    const events = [{ type: 'rating.revealed', data: { serviceRequestId, fromSide, toBusinessId } }];
    await this.ratings.update(EVERYTHING, _id, { when: { revealed: false }, set: { revealed: true }, events }, []).catch((error: unknown) => {
      if (!(error instanceof Problem) || error.type !== PROBLEMS.STATE_CONFLICT) throw error;
    });
  }
}
