import { Injectable } from '@nestjs/common';
import { pause } from '@plumbline/database';
import { inOrder, unchanged } from '../domain/change.js';
import { isOpen, settle } from '../domain/operations.js';
import type { Operation, OperationKind } from '../domain/payment.js';
import { OperationKinds } from './operation-kinds.js';
import { paymentOperations } from './payment-metrics.js';
import type { Effect } from './payment-operation.js';
import { ProcessorRefusal, ProcessorSilence } from './payment-processor.js';
import { PaymentSwitches } from './payment-switches.js';
import { PaymentWriter, type Versioned } from './payment-writer.js';

/** Waits before the same key is sent again when the processor certainly did not begin (429, or somebody else has this key in hand). */
const POSTPONED_MS = [200, 600];
const NEVER = new AbortController().signal;

/**
 * Sends an operation that was planned, and writes down in one write how it ended and what is true since. Whoever dies on the way leaves
 * it open for `SettleOperations`; whoever does it a second time, here or there, sends the same key and writes nothing new.
 */
@Injectable()
export class RunOperation {
  constructor(
    private readonly kinds: OperationKinds,
    private readonly writer: PaymentWriter,
    private readonly switches: PaymentSwitches,
  ) {}

  /**
   * @param known with the operation in it.
   * @returns the payment behind it; the operation is still open when the processor was silent, or when a switch stopped it before it was sent.
   * @throws Problem DEPENDENCY_DOWN, DEADLINE_EXCEEDED when the database cannot be asked.
   */
  async execute(known: Versioned, operationId: string): Promise<Versioned> {
    return (await this.attempt(known, operationId)).known;
  }

  /** The same, for who wants to know whether the key is worth another try. @returns `keySpent`: it gives a stored failure for ever. */
  async attempt(known: Versioned, operationId: string): Promise<{ readonly known: Versioned; readonly keySpent: boolean }> {
    const operation = known.payment.operations.find(({ id }) => id === operationId);
    if (operation === undefined) throw new Error(`The payment ${known.payment.id} has no operation ${operationId}.`);
    if (!isOpen(operation)) return { known, keySpent: false };
    // One that is `unknown` may have happened: sending its key again tells, and moves nothing that was not moved.
    if (operation.state === 'pending' && !(await this.mayBegin(operation.kind))) return { known, keySpent: false };
    try {
      return { known: await this.succeed(known, operation, await this.#send(known, operation)), keySpent: false };
    } catch (error) {
      if (error instanceof ProcessorRefusal) return { known: await this.#refuse(known, operation, error.code), keySpent: false };
      if (error instanceof ProcessorSilence) return { known: await this.#lose(known, operation, error), keySpent: error.keySpent };
      throw error;
    }
  }

  /** Whether one of a kind may be sent that was not: the switches bind whoever sends. */
  async mayBegin(kind: OperationKind): Promise<boolean> {
    const { stoppedBy } = this.kinds.of(kind);
    return stoppedBy === undefined || this.switches.isOn(stoppedBy);
  }

  /** Writes down that an operation took effect, and the effect. */
  async succeed(known: Versioned, { id, kind }: Operation, { result, observed }: Effect): Promise<Versioned> {
    const written = await this.writer.change(
      known.payment.id,
      (payment, now) => inOrder(payment, (before) => settle(before, id, { state: 'succeeded', result }, now), (before) => observed(before, now)),
      known,
    );
    paymentOperations.inc({ kind, outcome: 'succeeded' });
    return written;
  }

  async #send({ payment }: Versioned, operation: Operation): Promise<Effect> {
    for (const wait of POSTPONED_MS) {
      try {
        return await this.kinds.of(operation.kind).send(payment, operation);
      } catch (error) {
        if (!(error instanceof ProcessorSilence) || error.mayHaveHappened) throw error;
        await pause(wait, NEVER);
      }
    }
    return this.kinds.of(operation.kind).send(payment, operation);
  }

  async #refuse(known: Versioned, operation: Operation, code: string): Promise<Versioned> {
    const kind = this.kinds.of(operation.kind);
    const observed = await kind.reread?.(known.payment, operation);
    const written = await this.writer.change(
      known.payment.id,
      (payment, now) =>
        inOrder(
          payment,
          (before) => {
            const settled = settle(before, operation.id, { state: 'refused', error: code }, now);
            // Somebody else has settled it: what follows from that was written, too, and may be history by now.
            if (settled.payment === before) return settled;
            return inOrder(before, () => settled, (refused) => kind.refused(refused, operation, code, now));
          },
          (before) => observed?.(before, now) ?? unchanged(before),
        ),
      known,
    );
    paymentOperations.inc({ kind: operation.kind, outcome: 'refused' });
    return written;
  }

  /** What certainly was not begun stays as it is; of all else it is written down that nobody knows. */
  async #lose(known: Versioned, { id, kind }: Operation, { mayHaveHappened }: ProcessorSilence): Promise<Versioned> {
    paymentOperations.inc({ kind, outcome: mayHaveHappened ? 'unknown' : 'postponed' });
    if (!mayHaveHappened) return known;
    return this.writer.change(known.payment.id, (payment, now) => settle(payment, id, { state: 'unknown' }, now), known);
  }
}
