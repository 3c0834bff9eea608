import type { Parameter } from '../src/wire/parameters.ts';
import type { JsonSchema } from './json-schema.ts';

// The document is of 2026-08-26.dahlia, the newest that is published with stripe-mock; the SDK, and so the emulator, speaks 2026-10-28.endive.
// Here stands everything in which the two differ for the emulator's operations; `npm run conformance -- sdk` holds it against the SDK's own types.

/** A parameter that the document does not have. */
interface NewerParameter {
  readonly operations: readonly string[];
  /** The members that lead to it, from the outermost. */
  readonly at: readonly string[];
  readonly name: string;
  readonly is: Parameter;
  /** Left out: it is new in endive. */
  readonly reason?: string;
}

const ACCOUNTS = ['POST /v1/accounts', 'POST /v1/accounts/{account}'];
const INTENTS = ['POST /v1/payment_intents', 'POST /v1/payment_intents/{intent}', 'POST /v1/payment_intents/{intent}/confirm'];
const CONFIRMATION_TOKENS = ['POST /v1/test_helpers/confirmation_tokens', 'POST /v1/confirmation_tokens'];
const CARD_OPTIONS = ['payment_method_options', 'card'];
const CREDENTIAL_USAGE: Parameter = { enum: ['installment', 'recurring', 'unscheduled'] };
const REQUESTED: Parameter = { members: { requested: 'boolean' } };
const ADDRESS: Parameter = { members: { city: 'string', country: 'string', line1: 'string', line2: 'string', postal_code: 'string', state: 'string' } };
const TEXT_OR_EMPTY: Parameter = { any: ['string', 'empty'] };
const CARD_DATA: Parameter = { members: { number: 'string', exp_month: 'integer', exp_year: 'integer', cvc: 'string', token: 'string' } };

export const NEWER_PARAMETERS: readonly NewerParameter[] = [
  { operations: INTENTS, at: CARD_OPTIONS, name: 'setup_credential_usage', is: CREDENTIAL_USAGE },
  { operations: INTENTS, at: CARD_OPTIONS, name: 'stored_credential_usage', is: CREDENTIAL_USAGE },
  { operations: INTENTS, at: CARD_OPTIONS, name: 'moto', is: 'boolean', reason: 'The SDK has had it for years; the public document keeps it back, because Stripe opens it on request.' },
  { operations: ['POST /v1/disputes/{dispute}'], at: [], name: 'intended_submission_method', is: { enum: ['manual', 'prefer_manual', 'prefer_smart_disputes', 'smart_disputes'] } },
  { operations: ['POST /v1/disputes/{dispute}'], at: ['evidence'], name: 'appeal', is: { any: [{ members: { card: { members: { reason_for_filing: 'string', supporting_files: { list: 'string' } } } } }, 'empty'] } },
  { operations: ['POST /v1/customers', 'POST /v1/customers/{customer}'], at: [], name: 'validate', is: 'boolean', reason: 'The SDK has had it for years; the public document leaves it out.' },
  { operations: ACCOUNTS, at: ['business_profile'], name: 'specified_commercial_transactions_act_url', is: TEXT_OR_EMPTY },
  { operations: ACCOUNTS, at: ['capabilities'], name: 'blik_recurring_payments', is: REQUESTED },
  { operations: ACCOUNTS, at: ['capabilities'], name: 'paypay_payments', is: REQUESTED },
  { operations: ACCOUNTS, at: ['capabilities'], name: 'sequra_payments', is: REQUESTED },
  { operations: ACCOUNTS, at: ['capabilities'], name: 'wero_payments', is: REQUESTED },
  { operations: ACCOUNTS, at: ['company'], name: 'physical_address', is: ADDRESS },
  { operations: ACCOUNTS, at: ['documents'], name: 'proof_of_business_presence', is: { members: { files: { list: 'string' } } } },
  { operations: ACCOUNTS, at: ['settings'], name: 'paypay_payments', is: 'anything' },
  { operations: ['POST /v1/accounts'], at: ['settings'], name: 'sepa_debit_payments', is: { members: { creditor_id: 'string' } } },
  { operations: ['POST /v1/tokens'], at: ['account', 'company'], name: 'physical_address', is: ADDRESS },
  { operations: [...INTENTS, ...CONFIRMATION_TOKENS], at: ['payment_method_data'], name: 'card', is: CARD_DATA, reason: 'Stripe.js sends the number or a token so; the document leaves out what only accounts with the right to raw card data may send.' },
];

/** A value of a parameter that the document does not list. */
export const NEWER_VALUES: readonly { readonly operations: readonly string[]; readonly at: readonly string[]; readonly value: string }[] = [
  // With the card's data comes its type.
  { operations: [...INTENTS, ...CONFIRMATION_TOKENS], at: ['payment_method_data', 'type'], value: 'card' },
];

/** A parameter that endive has no more, and refuses. */
interface RemovedParameter {
  readonly operations: readonly string[];
  readonly name: string;
}

export const REMOVED_PARAMETERS: readonly RemovedParameter[] = [
  // `allowed_payment_method_types` has taken its place. An intent still shows `payment_method_types`.
  { operations: INTENTS, name: 'payment_method_types' },
];

/** A member of an answer that the document does not have. */
interface NewerMember {
  /** Stripe's name of the object, as in `components.schemas`. */
  readonly component: string;
  readonly name: string;
  readonly is: JsonSchema;
  /** Whether each answer of endive has it. */
  readonly always: boolean;
}

const TEXT: JsonSchema = { type: 'string' };
const TEXT_OR_NULL: JsonSchema = { type: ['string', 'null'] };
const USAGE: JsonSchema = { type: ['string', 'null'], enum: ['installment', 'recurring', 'unscheduled', null] };
const CAPABILITY: JsonSchema = { type: 'string', enum: ['active', 'inactive', 'pending'] };

export const NEWER_MEMBERS: readonly NewerMember[] = [
  { component: 'payment_method_details_card', name: 'electronic_commerce_indicator', is: TEXT_OR_NULL, always: true },
  { component: 'payment_method_details_card', name: 'setup_credential_usage', is: USAGE, always: false },
  { component: 'payment_method_details_card', name: 'stored_credential_usage', is: USAGE, always: false },
  { component: 'payment_intent_payment_method_options_card', name: 'setup_credential_usage', is: USAGE, always: false },
  { component: 'payment_intent_payment_method_options_card', name: 'stored_credential_usage', is: USAGE, always: false },
  // The public document keeps these back; the SDK has had them for years.
  { component: 'charge', name: 'source', is: TEXT_OR_NULL, always: true },
  { component: 'dispute', name: 'network_reason_code', is: TEXT_OR_NULL, always: false },
  { component: 'payment_intent', name: 'payment_record', is: TEXT_OR_NULL, always: true },
  { component: 'payment_intent', name: 'source', is: TEXT_OR_NULL, always: true },
  { component: 'dispute', name: 'intended_submission_method', is: { type: ['string', 'null'], enum: ['manual', 'prefer_manual', 'prefer_smart_disputes', 'smart_disputes', null] }, always: true },
  { component: 'dispute_evidence', name: 'appeal', is: { type: ['object', 'null'] }, always: false },
  { component: 'dispute_evidence_details', name: 'submission_method', is: { ...TEXT, enum: ['manual', 'not_submitted', 'smart_disputes'] }, always: true },
  { component: 'account_business_profile', name: 'specified_commercial_transactions_act_url', is: TEXT_OR_NULL, always: true },
  { component: 'account_capabilities', name: 'blik_recurring_payments', is: CAPABILITY, always: false },
  { component: 'account_capabilities', name: 'paypay_payments', is: CAPABILITY, always: false },
  { component: 'account_capabilities', name: 'sequra_payments', is: CAPABILITY, always: false },
  { component: 'account_capabilities', name: 'wero_payments', is: CAPABILITY, always: false },
  { component: 'legal_entity_company', name: 'physical_address', is: { $ref: '#/$defs/address' }, always: false },
];

/** Members that `expand` may name by now. */
export const NEWER_EXPANDABLE: readonly { readonly component: string; readonly name: string }[] = [
  { component: 'payment_intent', name: 'payment_record' },
  { component: 'payment_method_details_card', name: 'mandate' },
];

/** What the SDK's types and the committed data still differ in, and why that is well. */
export const SDK_KNOWN: readonly { readonly of: RegExp; readonly path: RegExp; readonly only: 'sdk' | 'document'; readonly reason: string }[] = [
  { of: /./, path: /(^|\.)deleted$/, only: 'sdk', reason: 'the SDK joins an object and its deleted form in one type' },
  { of: /^[a-z_]+$/, path: /card\.(description|iin|issuer|moto)$/, only: 'sdk', reason: 'Stripe shows it only to accounts that have asked for it' },
  { of: /^charge$/, path: /^(authorization_code|level3)$/, only: 'sdk', reason: 'of integrations that Stripe opens on request' },
  { of: /^account$/, path: /^settings\./, only: 'sdk', reason: 'ways to pay and scripts that the emulator does not have' },
  { of: /confirm$/, path: /^mandate_data\.customer_acceptance\.(accepted_at|offline)$/, only: 'sdk', reason: 'the document has it in the second form of mandate_data, which has the same name' },
  { of: /^POST \/v1\/accounts/, path: /^bank_account$/, only: 'document', reason: 'older form of external_account, which the SDK no longer offers' },
  { of: /^POST \/v1\/customers\/\{customer\}$/, path: /^(bank_account|card|default_alipay_account|default_bank_account|default_card)$/, only: 'document', reason: 'of sources, which the SDK no longer offers' },
  { of: /confirm$/, path: /^client_secret$/, only: 'document', reason: 'Stripe.js sends it, with a publishable key' },
  { of: /^POST \/v1\/payment_methods\/\{payment_method\}$/, path: /^payto$/, only: 'document', reason: 'a way to pay that the emulator does not have' },
  { of: /(confirmation_tokens|payment_intents.*)$/, path: /^payment_method_data\.card$/, only: 'document', reason: 'added above: Stripe.js sends it' },
];
