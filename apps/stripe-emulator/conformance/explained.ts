import type { Difference } from './comparison.ts';
import { NEWER_MEMBERS, NEWER_PARAMETERS } from './endive.ts';

/** A difference that is meant, or that is stripe-mock's own. */
export interface Explanation {
  readonly kind: Difference['kind'];
  /** As the report prints it: `charge.outcome`, or an operation; a `*` at the end stands for anything. */
  readonly at: string;
  /** How the detail begins; left out: any. */
  readonly detail?: string;
  readonly reason: string;
}

const ONE_FIXTURE = 'stripe-mock answers with one fixed object, whatever was sent: ';

/** Every explanation must explain something: one that no longer does fails the run. */
export const EXPLAINED: readonly Explanation[] = [
  { kind: 'shape', at: 'account_capabilities.card_payments', detail: 'only stripe-mock', reason: `${ONE_FIXTURE}an account shows the capabilities that were asked for, and only transfers were` },
  { kind: 'shape', at: 'account_unification_account_controller.*', detail: 'only the emulator', reason: `${ONE_FIXTURE}it knows the controller of an account that controls itself; one that a platform controls has these members by the document` },
  { kind: 'shape', at: 'card.allow_redisplay', detail: 'only the emulator', reason: 'optional in the document, whose prose gives it the value `unspecified` unless told' },
  { kind: 'shape', at: 'charge.refunds', detail: 'only stripe-mock', reason: 'since version 2022-11-15 a charge carries its refunds only where `expand` asks for them; stripe-mock shows them always' },
  { kind: 'shape', at: 'charge_outcome.risk_*', detail: 'only the emulator', reason: 'Radar\'s, optional in the document; test payments have both, and a fraud decision reads them' },
  { kind: 'shape', at: 'confirmation_tokens_resource_payment_method_preview.*', reason: `${ONE_FIXTURE}its token is of a bank account, the emulator's of the card that was sent` },
  { kind: 'shape', at: 'customer.customer_account', detail: 'only the emulator', reason: 'optional in the document, required in the SDK\'s types; null, because the emulator has no accounts of version 2' },
  { kind: 'shape', at: 'event.account', detail: 'only the emulator', reason: `${ONE_FIXTURE}an event of a connected account names it` },
  { kind: 'shape', at: 'notification_event_data.previous_attributes', detail: 'only the emulator', reason: `${ONE_FIXTURE}an event of a change says what was before` },
  { kind: 'shape', at: 'payment_flows_amount_details.tip', detail: 'only the emulator', reason: 'optional in the document; the emulator shows an empty one' },
  { kind: 'shape', at: 'payment_flows_automatic_payment_methods_payment_intent.allow_redirects', detail: 'only the emulator', reason: 'optional in the document; the parameter of the same name is `always` unless told' },
  { kind: 'shape', at: 'payment_intent.payment_method', detail: 'another kind', reason: 'stripe-mock puts the parameter `payment_method` as it was sent in the place of the expanded object' },
  { kind: 'shape', at: 'payment_intent_next_action.redirect_to_url', detail: 'only the emulator', reason: `${ONE_FIXTURE}the emulator's intent waits for the challenge that its card asks for` },
  { kind: 'shape', at: 'payment_intent_payment_method_options.card', detail: 'only the emulator', reason: `${ONE_FIXTURE}its options are those of no method at all` },
  { kind: 'shape', at: 'payment_method_details_card.capture_before', detail: 'only the emulator', reason: `${ONE_FIXTURE}a charge that is not captured says until when it can be` },
  { kind: 'shape', at: 'radar.early_fraud_warning.payment_intent', detail: 'only the emulator', reason: `optional in the document; ${ONE_FIXTURE}its warning is of a charge without an intent` },
  { kind: 'shape', at: 'refund.charge', detail: 'another kind', reason: 'in stripe-mock the expanded charge carries its refunds, whose charges are ids again' },
  { kind: 'shape', at: 'refund.pending_reason', detail: 'only the emulator', reason: `${ONE_FIXTURE}only a pending refund has a reason to be pending` },
  { kind: 'shape', at: 'refund_destination_details_card.reference_*', detail: 'only the emulator', reason: `optional in the document; ${ONE_FIXTURE}its refund has no reference yet` },
  { kind: 'shape', at: 'transfer_reversal.balance_transaction', detail: 'another kind', reason: 'the expanded transfer carries its reversals, whose balance transactions are ids again' },
  { kind: 'shape', at: 'shipping.*', detail: 'only the emulator', reason: `${ONE_FIXTURE}its shipping is empty` },
];

/** What is new in endive explains itself: stripe-mock is of the version before. */
const NEWER: readonly Explanation[] = [
  ...NEWER_MEMBERS.map(({ component, name }): Explanation => ({ kind: 'shape', at: `${component}.${name}`, detail: 'only the emulator', reason: 'the document does not have it: conformance/endive.ts' })),
  ...NEWER_PARAMETERS.flatMap(({ operations, at, name }) =>
    operations.map((operation): Explanation => ({ kind: 'refusal', at: operation, detail: `${[at[0] ?? name, ...[...at.slice(1), ...(at.length > 0 ? [name] : [])].map((member) => `[${member}]`)].join('')} = `, reason: 'the document does not have the parameter: conformance/endive.ts' })),
  ),
];

/** The explanation of a difference, if there is one. */
export function explanationOf(difference: Difference): Explanation | undefined {
  return [...EXPLAINED, ...NEWER].find(({ kind, at, detail = '' }) => kind === difference.kind && matches(at, difference.at) && difference.detail.startsWith(detail));
}

function matches(pattern: string, at: string): boolean {
  return pattern.endsWith('*') ? at.startsWith(pattern.slice(0, -1)) : pattern === at;
}
