import { Injectable } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { pause } from '@plumbline/database';
import { Problem } from '@plumbline/problems';
import { inOrder, unchanged } from '../domain/change.js';
import { isOpen, settle } from '../domain/operations.js';
import type { Operation, OperationKind } from '../domain/payment.js';
import { unsendable, waitsForIntent } from '../domain/sending.js';
import { OperationKinds } from './operation-kinds.js';
import { paymentOperations } from './payment-metrics.js';
import type { Effect, Observed } from './payment-operation.js';
import { ProcessorRefusal, ProcessorSilence } from './payment-processor.js';
import { PaymentSwitches } from './payment-switches.js';
import { PaymentWriter, type Versioned } from './payment-writer.js';

/** Waits before the same key is sent again when the processor certainly did not begin (429, or somebody else has this key in hand). */
const POSTPONED_MS = [200, 600];
const NEVER = new AbortController().signal;

/**
 * How far an attempt came. `sent`: whatever is known of it was written down. `spent`: the key gives a stored failure for ever. `held`: a
 * switch is off, or another operation comes first. `over`: it is sent no more (`unsendable`).
 */
export type Sending = 'sent' | 'spent' | 'held' | 'over';

/**
 * Sends an operation that was planned, and writes down in one write how it ended and what is true since. Whoever dies on the way leaves
 * it open for `SettleOperations`; whoever does it a second time, here or there, sends the same key and writes nothing new. All that keeps
 * an operation from being sent stands here, since whoever holds a payment may come by.
 */
@Injectable()
export class RunOperation {
  constructor(
    private readonly kinds: OperationKinds,
    private readonly writer: PaymentWriter,
    private readonly switches: PaymentSwitches,
    private readonly clock: Clock,
  ) {}

  /**
   * @param known with the operation in it.
   * @returns the payment behind it; the operation is still open when the processor was silent, or when it may not be sent, or no more.
   * @throws Problem DEPENDENCY_DOWN, DEADLINE_EXCEEDED when the database cannot be asked.
   */
  async execute(known: Versioned, operationId: string): Promise<Versioned> {
    return (await this.attempt(known, operationId)).known;
  }

  /** The same, for who goes on where its key does not tell. */
  async attempt(known: Versioned, operationId: string): Promise<{ readonly known: Versioned; readonly sending: Sending }> {
    const operation = known.payment.operations.find(({ id }) => id === operationId);
    if (operation === undefined) throw new Error(`The payment ${known.payment.id} has no operation ${operationId}.`);
    if (!isOpen(operation)) return { known, sending: 'sent' };
    if (unsendable(known.payment, operation, this.clock.now()) !== undefined) return { known, sending: 'over' };
    // One that is `unknown` is held as well: it may never have arrived, and sending its key again would move the money now.
    if (waitsForIntent(known.payment, operation) || !(await this.mayBegin(operation.kind))) return { known, sending: 'held' };
    try {
      return { known: await this.succeed(known, operation, await this.#send(known, operation)), sending: 'sent' };
    } catch (error) {
      if (error instanceof ProcessorRefusal) return { known: await this.refuse(known, operation, error.code), sending: 'sent' };
      if (error instanceof ProcessorSilence) return { known: await this.#lose(known, operation, error), sending: error.keySpent ? 'spent' : 'sent' };
      throw error;
    }
  }

  /** Whether anything of a kind may be sent: the switches bind whoever sends. */
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

  /**
   * Writes down that an operation had no effect, and what is so instead.
   * @param code the processor's, or ours where it was never asked.
   */
  async refuse(known: Versioned, operation: Operation, code: string): Promise<Versioned> {
    const kind = this.kinds.of(operation.kind);
    let observed: Observed | undefined;
    try {
      observed = await kind.reread?.(known.payment, operation);
    } catch (error) {
      // Nothing is to be known of what the processor has not got. What it does not tell now it tells the next time, with the refusal.
      if (error instanceof Problem) return this.#lose(known, operation, new ProcessorSilence(true, { cause: error }));
      if (!(error instanceof ProcessorRefusal) || !error.isMissing) throw error;
    }
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
