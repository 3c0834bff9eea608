import type { BillingDetails, CardChecks, Metadata, Shipping } from './customers.ts';

export type IntentStatus = 'canceled' | 'processing' | 'requires_action' | 'requires_capture' | 'requires_confirmation' | 'requires_payment_method' | 'succeeded';
export type CaptureMethod = 'automatic' | 'automatic_async' | 'manual';

export interface NextAction {
  readonly type: 'redirect_to_url' | 'use_stripe_sdk';
  readonly redirect_to_url?: { readonly return_url: string; readonly url: string };
  readonly use_stripe_sdk?: { readonly type: string; readonly stripe_js: string; readonly source: string };
}

export interface CardOptions {
  readonly installments: null;
  readonly mandate_options: null;
  readonly network: null;
  readonly request_three_d_secure: 'any' | 'automatic' | 'challenge';
}

/** https://docs.stripe.com/api/payment_intents/object */
export interface PaymentIntent {
  readonly id: string;
  readonly object: 'payment_intent';
  readonly allowed_payment_method_types: readonly string[] | null;
  readonly amount: number;
  readonly amount_capturable: number;
  readonly amount_details: { readonly tip: object };
  readonly amount_received: number;
  readonly application: null;
  readonly application_fee_amount: null;
  readonly automatic_payment_methods: { readonly allow_redirects: 'always' | 'never'; readonly enabled: boolean } | null;
  readonly canceled_at: number | null;
  readonly cancellation_reason: string | null;
  readonly capture_method: CaptureMethod;
  readonly client_secret: string;
  readonly confirmation_method: 'automatic' | 'manual';
  readonly created: number;
  readonly currency: string;
  readonly customer: string | null;
  readonly customer_account: null;
  readonly description: string | null;
  readonly excluded_payment_method_types: null;
  readonly last_payment_error: object | null;
  readonly latest_charge: string | null;
  readonly livemode: false;
  readonly managed_payments: null;
  readonly metadata: Metadata;
  readonly next_action: NextAction | null;
  readonly on_behalf_of: null;
  readonly payment_method: string | null;
  readonly payment_method_configuration_details: null;
  readonly payment_method_options: { readonly card: CardOptions };
  readonly payment_method_types: readonly string[];
  readonly payment_record: null;
  readonly processing: null;
  readonly receipt_email: string | null;
  readonly review: null;
  readonly setup_future_usage: 'off_session' | 'on_session' | null;
  readonly shipping: Shipping | null;
  readonly source: null;
  readonly statement_descriptor: string | null;
  readonly statement_descriptor_suffix: string | null;
  readonly status: IntentStatus;
  readonly transfer_data: null;
  readonly transfer_group: string | null;
}

export interface ThreeDSecure {
  readonly authentication_flow: 'challenge' | 'frictionless' | null;
  readonly electronic_commerce_indicator: string | null;
  readonly exemption_indicator: null;
  readonly result: 'attempt_acknowledged' | 'authenticated' | 'failed' | 'not_supported' | 'processing_error' | null;
  readonly result_reason: string | null;
  readonly transaction_id: string | null;
  readonly version: string | null;
}

export interface ChargeCard {
  readonly amount_authorized: number | null;
  readonly authorization_code: string | null;
  readonly brand: string;
  readonly capture_before?: number;
  readonly checks: CardChecks;
  readonly country: string;
  readonly electronic_commerce_indicator: string | null;
  readonly exp_month: number;
  readonly exp_year: number;
  readonly extended_authorization: { readonly status: 'disabled' };
  readonly fingerprint: string;
  readonly funding: string;
  readonly incremental_authorization: { readonly status: 'unavailable' };
  readonly installments: null;
  readonly last4: string;
  readonly mandate: null;
  readonly multicapture: { readonly status: 'unavailable' };
  readonly network: string;
  readonly network_token: { readonly used: boolean };
  readonly network_transaction_id: string;
  readonly overcapture: { readonly maximum_amount_capturable: number; readonly status: 'unavailable' };
  readonly regulated_status: 'regulated' | 'unregulated';
  readonly three_d_secure: ThreeDSecure | null;
  readonly transaction_link_id: null;
  readonly wallet: null;
}

export interface Outcome {
  readonly advice_code: string | null;
  readonly network_advice_code: string | null;
  readonly network_decline_code: string | null;
  readonly network_status: string;
  readonly reason: string | null;
  readonly risk_level: string;
  readonly risk_score: number;
  readonly rule?: string;
  readonly seller_message: string;
  readonly type: string;
}

/** https://docs.stripe.com/api/charges/object */
export interface Charge {
  readonly id: string;
  readonly object: 'charge';
  readonly amount: number;
  readonly amount_captured: number;
  readonly amount_refunded: number;
  readonly application: null;
  readonly application_fee: null;
  readonly application_fee_amount: null;
  readonly balance_transaction: string | null;
  readonly billing_details: BillingDetails;
  readonly calculated_statement_descriptor: string;
  readonly captured: boolean;
  readonly created: number;
  readonly currency: string;
  readonly customer: string | null;
  readonly description: string | null;
  readonly disputed: boolean;
  readonly failure_balance_transaction: null;
  readonly failure_code: string | null;
  readonly failure_message: string | null;
  readonly fraud_details: object;
  readonly livemode: false;
  readonly metadata: Metadata;
  readonly on_behalf_of: null;
  readonly outcome: Outcome;
  readonly paid: boolean;
  readonly payment_intent: string;
  readonly payment_method: string;
  readonly payment_method_details: { readonly card: ChargeCard; readonly type: 'card' };
  readonly receipt_email: string | null;
  readonly receipt_number: null;
  readonly receipt_url: string | null;
  readonly refunded: boolean;
  readonly review: null;
  readonly shipping: Shipping | null;
  readonly source: null;
  readonly source_transfer: null;
  readonly statement_descriptor: string | null;
  readonly statement_descriptor_suffix: string | null;
  readonly status: 'failed' | 'succeeded';
  readonly transfer_data: null;
  readonly transfer_group: string | null;
}

/** What the emulator knows of a charge beside what it answers with. */
export interface ChargeNote {
  readonly id: string;
  /** Row of the table of test cards, by number. */
  readonly number: string;
  /** Sum of the transfers that name the charge as their source. */
  readonly transferred: number;
}

/** https://docs.stripe.com/api/refunds/object */
export interface Refund {
  readonly id: string;
  readonly object: 'refund';
  readonly amount: number;
  readonly balance_transaction: string | null;
  readonly charge: string;
  readonly created: number;
  readonly currency: string;
  readonly customer: string | null;
  readonly customer_account: null;
  readonly destination_details: { readonly card: { readonly reference?: string; readonly reference_status: string; readonly reference_type: string; readonly type: string }; readonly type: 'card' };
  readonly failure_balance_transaction?: string;
  readonly failure_reason?: string;
  readonly metadata: Metadata;
  readonly payment_intent: string;
  readonly payment_method: string | null;
  readonly pending_reason?: string;
  readonly reason: string | null;
  readonly receipt_number: null;
  readonly source_transfer_reversal: null;
  readonly status: 'canceled' | 'failed' | 'pending' | 'succeeded';
  readonly transfer_reversal: null;
}
