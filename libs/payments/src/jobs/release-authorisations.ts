import { Injectable, Logger } from '@nestjs/common';
import { Clock, Config } from '@plumbline/config';
import { EVERYTHING } from '@plumbline/database';
import { Job, type JobContext } from '@plumbline/jobs';
import { PaymentsRepository } from '../data/payments.repository.js';
import { issuerDecision } from '../domain/attempts.js';
import type { Payment } from '../domain/payment.js';
import { CapturePayment } from '../use-cases/capture-payment.js';

const HOUR_MS = 3_600_000;
const PAGE = 100;
/** Before the issuer lets an authorisation go by itself, it is given back. */
const BEFORE_EXPIRY_MS = 12 * HOUR_MS;
/** Behind this the event of an authorisation was surely handled, or is lost. */
const DECIDED_WITHIN_MS = HOUR_MS;

type Held = Pick<Payment, 'authorisedAt' | 'captureBefore' | 'decisions'>;

/**
 * Looks through what is authorised and not captured: what nobody has decided on is decided on, what was kept for people to look at is
 * given back in time. There is as much of it as people have to look at.
 */
@Injectable()
export class ReleaseAuthorisations extends Job {
  override readonly name = 'payments.release-authorisations';
  override readonly everyMs = HOUR_MS;
  readonly #logger = new Logger('ReleaseAuthorisations');

  constructor(
    private readonly payments: PaymentsRepository,
    private readonly capture: CapturePayment,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {
    super();
  }

  override async run(_data: object, { signal }: Pick<JobContext, 'signal'>): Promise<void> {
    let after: { readonly value: Date; readonly id: string } | undefined;
    do {
      const page = await this.payments.page(EVERYTHING, { state: 'authorised' }, { sort: { by: 'authorisedAt', direction: 1 }, limit: PAGE, after }, ['authorisedAt', 'captureBefore', 'decisions']);
      for (const { _id, ...held } of page.items) if (!signal.aborted) await this.#lookAt(_id, held);
      after = page.next === undefined ? undefined : { value: page.next.value as Date, id: page.next.id };
    } while (after !== undefined && !signal.aborted);
  }

  async #lookAt(id: string, held: Held): Promise<void> {
    const now = this.clock.now().getTime();
    const authorisedAt = held.authorisedAt?.getTime() ?? now;
    const isLate = now >= Math.min(authorisedAt + this.config.get('CAPTURE_WITHIN_HOURS') * HOUR_MS, (held.captureBefore?.getTime() ?? Infinity) - BEFORE_EXPIRY_MS);
    const isForgotten = issuerDecision(held) === undefined && now - authorisedAt >= DECIDED_WITHIN_MS;
    try {
      if (isLate) await this.capture.release(id);
      else if (isForgotten) await this.capture.execute(id);
    } catch (error) {
      this.#logger.warn({ err: error }, `The authorisation of the payment ${id} is still held.`);
    }
  }
}
