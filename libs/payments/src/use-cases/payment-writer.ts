import { Injectable } from '@nestjs/common';
import type { BusinessScope } from '@plumbline/businesses';
import { Clock } from '@plumbline/config';
import { EVERYTHING, type Everything, type Filter, type Write } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { type PaymentDocument, WHOLE } from '../data/payment.schema.js';
import { PaymentsRepository, type SideScope } from '../data/payments.repository.js';
import { type Change, type PaymentEvent, withBookings } from '../domain/change.js';
import type { Payment } from '../domain/payment.js';

/** Each round is lost to somebody whose write went through; so many lost in a row mean a storm on one payment. */
const ROUNDS = 60;

/** A payment, and the version that says so. */
export interface Versioned {
  readonly payment: Payment;
  readonly version: number;
}

/**
 * The only way in which payments change: read whole, decided on by a pure function, written in one conditional write that holds for the
 * version that was read. Whoever loses the race decides again on what is there then, so that no decision rests on a state that is gone.
 */
@Injectable()
export class PaymentWriter {
  constructor(
    private readonly payments: PaymentsRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem NOT_FOUND. */
  async read(scope: BusinessScope | SideScope | Everything, id: string): Promise<Versioned> {
    const { _id, v, ...members } = await this.payments.get(scope, id, WHOLE);
    return { payment: { ...members, id: _id }, version: v };
  }

  /** The first payment that fulfils a condition with an index behind it. */
  async find(filter: Filter<PaymentDocument>): Promise<Versioned | undefined> {
    const found = await this.payments.findOne(EVERYTHING, filter, WHOLE);
    if (found === undefined) return undefined;
    const { _id, v, ...members } = found;
    return { payment: { ...members, id: _id }, version: v };
  }

  /** The payment, if an earlier run of the current request under its Idempotency-Key made an event of this type true of it. */
  async madeBefore(id: string, type: PaymentEvent['type']): Promise<Versioned | undefined> {
    const found = await this.payments.madeBefore(EVERYTHING, id, type, WHOLE);
    if (found === undefined) return undefined;
    const { _id, v, ...members } = found;
    return { payment: { ...members, id: _id }, version: v };
  }

  /** @throws Problem ALREADY_EXISTS when the proposal has a live payment. */
  async insert(payment: Payment, events: readonly PaymentEvent[]): Promise<void> {
    const { id, ...members } = payment;
    await this.payments.insert(EVERYTHING, { ...members, _id: id }, events);
  }

  /**
   * @param decide pure: what is to be, from what is. It is called again when somebody else wrote first.
   * @param known what the caller has just read or written, which saves the first read.
   * @throws Problem NOT_FOUND, and whatever `decide` throws; STATE_CONFLICT after 60 lost rounds.
   */
  async change(id: string, decide: (payment: Payment, now: Date) => Change, known?: Versioned): Promise<Versioned> {
    let current = known ?? (await this.read(EVERYTHING, id));
    for (let round = 1; ; round += 1) {
      const { payment, events } = withBookings(current.payment, decide(current.payment, this.clock.now()));
      if (payment === current.payment && events.length === 0) return current;
      try {
        const { v } = await this.payments.update(EVERYTHING, id, { version: current.version, ...difference(current.payment, payment), events }, ['v']);
        return { payment, version: v };
      } catch (error) {
        if (!(error instanceof Problem) || error.type !== PROBLEMS.VERSION_MISMATCH) throw error;
        if (round === ROUNDS) throw new Problem(PROBLEMS.STATE_CONFLICT, { detail: 'Others keep changing this payment at the same moment. Try again.', cause: error });
        current = await this.read(EVERYTHING, id);
      }
    }
  }
}

/** What is to be written: members that are other objects than before. */
function difference(before: Payment, after: Payment): Pick<Write<PaymentDocument>, 'set' | 'unset'> {
  const members = (payment: Payment): Map<string, unknown> => new Map(Object.entries(payment).filter(([, value]) => value !== undefined));
  const [old, fresh] = [members(before), members(after)];
  const set = Object.fromEntries([...fresh].filter(([member, value]) => old.get(member) !== value));
  const unset = [...old.keys()].filter((member) => !fresh.has(member)) as NonNullable<Write<PaymentDocument>['unset']>;
  return { set, unset };
}
