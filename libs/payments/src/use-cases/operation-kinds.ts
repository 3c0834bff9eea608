import { OPERATION_KINDS, type OperationKind } from '../domain/payment.js';
import type { PaymentOperation } from './payment-operation.js';

/** The one table of what can be asked of the processor. */
export class OperationKinds {
  readonly #kinds: ReadonlyMap<OperationKind, PaymentOperation>;

  /** @throws Error when a kind is missing, or there twice: found when the service starts. */
  constructor(kinds: readonly PaymentOperation[]) {
    this.#kinds = new Map(kinds.map((one) => [one.kind, one]));
    const missing = OPERATION_KINDS.filter((kind) => !this.#kinds.has(kind));
    if (missing.length > 0 || kinds.length !== this.#kinds.size) throw new Error(`Each kind of operation stands in the table once; missing: ${missing.join(', ') || 'none'}.`);
  }

  of(kind: OperationKind): PaymentOperation {
    return this.#kinds.get(kind) as PaymentOperation;
  }
}
