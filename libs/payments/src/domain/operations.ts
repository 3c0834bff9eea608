import { type Change, happened, unchanged, without } from './change.js';
import type { Operation, OperationKind, Payment } from './payment.js';
import { OPERATION_STATES } from './states.js';

/** How long the processor surely knows an idempotency key: it says 24 hours. docs.stripe.com/api/idempotent_requests */
export const KEY_LIVES_MS = 23 * 3_600_000;

/** Its outcome is not known yet. */
export const isOpen = ({ state }: Operation): boolean => state === 'pending' || state === 'unknown';

/** How an operation ended. */
export type OperationOutcome =
  | { readonly state: 'succeeded'; readonly result: string }
  | { readonly state: 'refused'; readonly error: string }
  | { readonly state: 'unknown' };

export type NewOperation = Pick<Operation, 'id' | 'kind' | 'details' | 'successorOf'>;

function withOperations(payment: Payment, operations: readonly Operation[]): Payment {
  const [earliest] = operations.filter(isOpen).map(({ at, takenUpAt = at }) => takenUpAt).sort((one, other) => one.getTime() - other.getTime());
  return earliest === undefined ? { ...without(payment, ['unsettledSince']), operations } : { ...payment, operations, unsettledSince: earliest };
}

/** The open operation of a kind. */
export function openOperation(payment: Pick<Payment, 'operations'>, kind: OperationKind): Operation | undefined {
  return payment.operations.find((operation) => operation.kind === kind && isOpen(operation));
}

/** Writes an operation down, before anything is sent. */
export function plan(payment: Payment, operation: NewOperation, at: Date): Change {
  const { id, kind, details, successorOf } = operation;
  const planned: Operation = { id, kind, details, state: OPERATION_STATES.initial, at, ...(successorOf === undefined ? {} : { successorOf }) };
  return { payment: withOperations(payment, [...payment.operations, planned]), events: [] };
}

/**
 * Takes up an operation whose outcome nobody waits for any more: whoever writes this first sends it, and all others leave it alone
 * until `until` and the usual patience are over.
 */
export function takeUp(payment: Payment, operationId: string, until: Date): Change {
  const operation = payment.operations.find(({ id }) => id === operationId);
  if (operation === undefined || !isOpen(operation)) return unchanged(payment);
  const takenUp: Operation = { ...operation, takenUpAt: until, takenUp: (operation.takenUp ?? 0) + 1 };
  return { payment: withOperations(payment, payment.operations.map((one) => (one === operation ? takenUp : one))), events: [] };
}

/** Writes down how an operation ended. One that has ended stays as it is: two who settle it do it once. */
export function settle(payment: Payment, operationId: string, outcome: OperationOutcome, at: Date): Change {
  const operation = payment.operations.find(({ id }) => id === operationId);
  if (operation === undefined) throw new Error(`The payment ${payment.id} has no operation ${operationId}.`);
  if (!isOpen(operation) || operation.state === outcome.state) return unchanged(payment);
  const action = { succeeded: 'succeed', refused: 'refuse', unknown: 'lose' } as const;
  const settled: Operation = { ...operation, ...outcome, state: OPERATION_STATES.next(operation.state, action[outcome.state]), ...(outcome.state === 'unknown' ? {} : { settledAt: at }) };
  const changed = withOperations(payment, payment.operations.map((one) => (one === operation ? settled : one)));
  const { kind } = operation;
  const events = outcome.state === 'unknown' ? [happened(changed, 'operation_unknown', { operationId, kind })] : [];
  return { payment: changed, events };
}

/** Of the operations that gave their place to a successor and were successors themselves, so many are kept: a failure that lasts must not fill the document. */
export const KEPT_SUPERSEDED = 5;

function compacted(operations: readonly Operation[]): readonly Operation[] {
  const between = operations.filter(({ state, successorOf }) => state === 'superseded' && successorOf !== undefined);
  const dropped = new Set(between.slice(0, -KEPT_SUPERSEDED));
  return dropped.size === 0 ? operations : operations.filter((operation) => !dropped.has(operation));
}

/**
 * Puts a successor in the place of an operation whose absence at the processor is proven. It inherits how often the work was taken up in
 * vain, and with it the patience.
 */
export function supersede(payment: Payment, operationId: string, successorId: string, at: Date): Change {
  const operation = payment.operations.find(({ id }) => id === operationId);
  if (operation === undefined) throw new Error(`The payment ${payment.id} has no operation ${operationId}.`);
  const superseded: Operation = { ...operation, state: OPERATION_STATES.next(operation.state, 'supersede'), settledAt: at };
  const changed = withOperations(payment, payment.operations.map((one) => (one === operation ? superseded : one)));
  const planned = plan(changed, { id: successorId, kind: operation.kind, details: operation.details, successorOf: operationId }, at).payment;
  const { takenUp, takenUpAt } = operation;
  const inherited = takenUp === undefined || takenUpAt === undefined ? {} : { takenUp, takenUpAt };
  return { payment: withOperations(planned, compacted(planned.operations.map((one) => (one.id === successorId ? { ...one, ...inherited } : one)))), events: [] };
}
