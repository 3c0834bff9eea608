import type { Change } from '../domain/change.js';
import type { SwitchName } from '../data/payment-switch.schema.js';
import type { Operation, OperationKind, Payment } from '../domain/payment.js';

/** What a pure function makes of a payment since something is known of it. */
export type Observed = (payment: Payment, now: Date) => Change;

/** An operation took effect. */
export interface Effect {
  /** The processor's object that it made or changed. */
  readonly result: string;
  /** Brings the payment to it: one of the domain's `observe*` functions, which bear being told twice and late. */
  readonly observed: Observed;
}

/**
 * One kind of thing that is asked of the processor. It is written down as an operation of the payment before it is sent; `RunOperation`
 * sends it and writes down what came of it, `SettleOperations` takes up what nobody knows the outcome of.
 */
export abstract class PaymentOperation {
  abstract readonly kind: OperationKind;
  /** The switch that must be on for one to be sent, a first time or again; while it is off, the effect of what was sent is looked for. */
  readonly stoppedBy?: SwitchName;

  /** Sends it, with its own id as the idempotency key. @throws ProcessorRefusal, ProcessorSilence */
  abstract send(payment: Payment, operation: Operation): Promise<Effect>;

  /** Looks for its effect where its key tells nothing any more. @returns undefined: it is proven that there is none. */
  abstract find(payment: Payment, operation: Operation): Promise<Effect | undefined>;

  /** What else is so since the processor refused it; in the one write that settles it. */
  abstract refused(payment: Payment, operation: Operation, code: string, now: Date): Change;

  /** What the processor says now of the thing that it refused to change, where that may be news to us. */
  reread?(payment: Payment, operation: Operation): Promise<Observed>;
}
