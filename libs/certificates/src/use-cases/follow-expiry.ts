import { Injectable } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { absent, EVERYTHING, type Filter, range } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { CertificateDocument } from '../data/certificate.schema.js';
import { CertificatesRepository } from '../data/certificates.repository.js';
import { type ReminderWindow, reminderWindows } from '../domain/reminders.js';
import { CERTIFICATE_STATES } from '../domain/states.js';

const BATCH = 200;

type Due = Pick<CertificateDocument, '_id' | 'v' | 'businessId'>;

/** Moves on the certificates whose time is over, and says which ones end soon: each once for each reminder. The mails follow from the events. */
@Injectable()
export class FollowExpiry {
  constructor(
    private readonly certificates: CertificatesRepository,
    private readonly clock: Clock,
  ) {}

  /** @param stop ends it after the certificate at hand; what is left is done the next time. */
  async execute(stop: AbortSignal): Promise<void> {
    const now = this.clock.now();
    await this.#each({ state: 'valid', expiresAt: range({ lte: now }) }, stop, (due) => this.#expire(due, now));
    for (const window of reminderWindows(now)) await this.#each(dueFor(window), stop, (due) => this.#remind(due, window));
  }

  /** Batch by batch: what was done no longer matches. */
  async #each(filter: Filter<CertificateDocument>, stop: AbortSignal, work: (due: Due) => Promise<void>): Promise<void> {
    for (;;) {
      const batch = await this.certificates.find(EVERYTHING, filter, ['v', 'businessId'], { limit: BATCH });
      for (const due of batch) {
        if (stop.aborted) return;
        await work(due).catch(unlessChanged);
      }
      if (batch.length < BATCH) return;
    }
  }

  async #expire({ _id, v, businessId }: Due, now: Date): Promise<void> {
    await this.certificates.transition(EVERYTHING, _id, { step: CERTIFICATE_STATES.step('expire'), version: v, set: { expiredAt: now }, events: [{ type: 'certificate.expired', data: { businessId } }] }, []);
  }

  async #remind({ _id, v, businessId }: Due, { days }: ReminderWindow): Promise<void> {
    await this.certificates.update(EVERYTHING, _id, { version: v, set: { remindedDays: days }, events: [{ type: 'certificate.expiry_near', data: { businessId, days } }] }, []);
  }
}

function dueFor({ days, after, upTo }: ReminderWindow): Filter<CertificateDocument> {
  return { state: 'valid', expiresAt: range({ gt: after, lte: upTo }), $or: [{ remindedDays: absent() }, { remindedDays: range({ gt: days }) }] };
}

/** Revoked or superseded at this moment: then there is nothing to do, or it is done the next time. */
function unlessChanged(error: unknown): void {
  if (error instanceof Problem && (error.type === PROBLEMS.VERSION_MISMATCH || error.type === PROBLEMS.STATE_CONFLICT)) return;
  throw error;
}
