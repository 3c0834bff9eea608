import { Injectable, Logger } from '@nestjs/common';
import { Clock, Config, Ids } from '@plumbline/config';
import { EVERYTHING, range } from '@plumbline/database';
import { WHOLE } from '../data/payment.schema.js';
import { PaymentsRepository } from '../data/payments.repository.js';
import { isOpen, supersede, takeUp } from '../domain/operations.js';
import type { Operation } from '../domain/payment.js';
import { isProof, NEVER_SENT, unsendable } from '../domain/sending.js';
import { OperationKinds } from './operation-kinds.js';
import { operationsUnsettled, paymentOperations } from './payment-metrics.js';
import type { Effect } from './payment-operation.js';
import { ProcessorRefusal } from './payment-processor.js';
import { PaymentWriter, type Versioned } from './payment-writer.js';
import { RunOperation } from './run-operation.js';

const BATCH = 50;
const AT_A_TIME = 5;
const MOST_COUNTED = 1_000;
/**
 * An operation is left alone for longer each time that it was taken up in vain, on top of the usual patience; a successor, which comes
 * behind a key that gives a stored failure for ever, at last for hours.
 */
const BACKOFF_MS = 5_000;
const LONGEST_BACKOFF_MS = 300_000;
const LONGEST_BACKOFF_OF_SUCCESSORS_MS = 4 * 3_600_000;

/**
 * Takes up operations that have no outcome: whoever sent them died, or heard nothing. The same key is sent again while that may be done;
 * where it may not, or gives nothing but a stored failure, the effect is looked for. Only when it is proven that there is none a successor
 * is sent; of a charge whose payer has gone, or wants it no more, none is, and the attempt is taken back.
 */
@Injectable()
export class SettleOperations {
  readonly #logger = new Logger('SettleOperations');

  constructor(
    private readonly payments: PaymentsRepository,
    private readonly writer: PaymentWriter,
    private readonly kinds: OperationKinds,
    private readonly operations: RunOperation,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly config: Config,
  ) {}

  /** Goes on until nothing is due. @param signal stops it behind the operations that are under way. */
  async execute(signal: AbortSignal): Promise<void> {
    const due = { unsettledSince: range({ lte: new Date(this.clock.now().getTime() - this.config.get('PAYMENT_SETTLE_AFTER_MS')) }) };
    operationsUnsettled.set(await this.payments.count(EVERYTHING, due, MOST_COUNTED));
    while (!signal.aborted) {
      const found = await this.payments.find(EVERYTHING, due, WHOLE, { limit: BATCH, sort: { unsettledSince: 1 } });
      const known = found.map(({ _id, v, ...members }): Versioned => ({ payment: { ...members, id: _id }, version: v }));
      let taken = 0;
      for (let from = 0; from < known.length; from += AT_A_TIME) {
        const settled = await Promise.all(known.slice(from, from + AT_A_TIME).map((one) => this.#settle(one)));
        taken += settled.filter((isTaken) => isTaken).length;
      }
      // What cannot even be taken up would be found again and again.
      if (found.length < BATCH || taken === 0) return;
    }
  }

  /** All that is open of one payment; what fails is told, and is due again in its time. @returns whether anything was taken up. */
  async #settle(known: Versioned): Promise<boolean> {
    let current = known;
    for (const { id } of known.payment.operations.filter(isOpen)) {
      try {
        current = await this.one(current, id);
      } catch (error) {
        this.#logger.warn({ err: error }, `The operation ${id} of the payment ${known.payment.id} is still open.`);
      }
    }
    return current !== known;
  }

  /** Takes one operation up, if nobody else has it in hand. @returns the payment behind it. */
  async one(known: Versioned, operationId: string): Promise<Versioned> {
    const taken = await this.#take(known, operationId);
    const operation = taken?.payment.operations.find(({ id }) => id === operationId);
    if (taken === undefined || operation === undefined) return known;
    const { known: tried, sending } = await this.operations.attempt(taken, operationId);
    if (sending === 'sent') return tried;
    const askedAt = this.clock.now();
    const effect = await this.#find(tried, operation);
    if (effect !== undefined) return this.operations.succeed(tried, operation, effect);
    if (sending === 'spent') return this.#replace(tried, operation);
    const over = unsendable(tried.payment, operation, askedAt);
    if (over === undefined || !isProof(over, askedAt)) return tried;
    return over.why === 'key_expired' ? this.#replace(tried, operation) : this.operations.refuse(tried, operation, NEVER_SENT);
  }

  /** Written before anything is sent: of two that see an operation at once, one takes it. */
  async #take(known: Versioned, operationId: string): Promise<Versioned | undefined> {
    const now = this.clock.now();
    const latest = new Date(now.getTime() - this.config.get('PAYMENT_SETTLE_AFTER_MS'));
    const claim = { isOurs: false };
    const taken = await this.writer.change(
      known.payment.id,
      (payment) => {
        const operation = payment.operations.find(({ id }) => id === operationId);
        claim.isOurs = operation !== undefined && isOpen(operation) && (operation.takenUpAt ?? operation.at) <= latest;
        if (operation === undefined || !claim.isOurs) return { payment, events: [] };
        return takeUp(payment, operationId, new Date(now.getTime() + backoffOf(operation)));
      },
      known,
    );
    return claim.isOurs ? taken : undefined;
  }

  async #find(known: Versioned, operation: Operation): Promise<Effect | undefined> {
    try {
      return await this.kinds.of(operation.kind).find(known.payment, operation);
    } catch (error) {
      // Nothing happened to what the processor has not got.
      if (error instanceof ProcessorRefusal && error.isMissing) return undefined;
      throw error;
    }
  }

  /** Sends a successor of what is proven absent. */
  async #replace(known: Versioned, operation: Operation): Promise<Versioned> {
    if (!(await this.operations.mayBegin(operation.kind))) return known;
    const successorId = this.ids.next();
    const superseded = await this.writer.change(
      known.payment.id,
      (payment, now) => {
        const present = payment.operations.find(({ id }) => id === operation.id);
        return present !== undefined && isOpen(present) ? supersede(payment, operation.id, successorId, now) : { payment, events: [] };
      },
      known,
    );
    if (!superseded.payment.operations.some(({ id }) => id === successorId)) return superseded;
    paymentOperations.inc({ kind: operation.kind, outcome: 'superseded' });
    return this.operations.execute(superseded, successorId);
  }
}

function backoffOf({ takenUp = 0, successorOf }: Operation): number {
  const longest = successorOf === undefined ? LONGEST_BACKOFF_MS : LONGEST_BACKOFF_OF_SUCCESSORS_MS;
  return takenUp === 0 ? 0 : Math.min(BACKOFF_MS * 2 ** (takenUp - 1), longest);
}
