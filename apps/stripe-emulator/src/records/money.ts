import type { Metadata } from './customers.ts';

/** https://docs.stripe.com/api/balance_transactions/object */
export interface BalanceTransaction {
  readonly id: string;
  readonly object: 'balance_transaction';
  readonly amount: number;
  readonly available_on: number;
  readonly balance_type: 'payments';
  readonly created: number;
  readonly currency: string;
  readonly description: string | null;
  readonly exchange_rate: null;
  readonly fee: number;
  readonly fee_details: readonly { readonly amount: number; readonly application: null; readonly currency: string; readonly description: string; readonly type: string }[];
  readonly net: number;
  readonly reporting_category: string;
  readonly source: string;
  readonly status: 'available' | 'pending';
  readonly type: string;
}

/** Whose balance a transaction belongs to: `platform`, or the id of a connected account. */
export interface BalanceOwner {
  readonly id: string;
  readonly owner: string;
}

/** The sum of what an owner has in one state and currency. */
export interface BalanceSum {
  readonly id: string;
  readonly owner: string;
  readonly status: BalanceTransaction['status'];
  readonly currency: string;
  readonly value: number;
}

export interface DisputeEvidence { readonly [name: string]: string | object | null }

/** https://docs.stripe.com/api/disputes/object */
export interface Dispute {
  readonly id: string;
  readonly object: 'dispute';
  readonly amount: number;
  readonly balance_transactions: readonly BalanceTransaction[];
  readonly charge: string;
  readonly created: number;
  readonly currency: string;
  readonly enhanced_eligibility_types: readonly string[];
  readonly evidence: DisputeEvidence;
  readonly evidence_details: {
    readonly due_by: number;
    readonly enhanced_eligibility: object;
    readonly has_evidence: boolean;
    readonly past_due: boolean;
    readonly submission_count: number;
    readonly submission_method: 'manual' | 'not_submitted';
  };
  readonly intended_submission_method: null;
  readonly is_charge_refundable: boolean;
  readonly livemode: false;
  readonly metadata: Metadata;
  readonly network_reason_code: string;
  readonly payment_intent: string;
  readonly payment_method_details: { readonly card: { readonly brand: string; readonly case_type: string; readonly network: string; readonly network_reason_code: string }; readonly type: 'card' };
  readonly reason: string;
  readonly status: 'lost' | 'needs_response' | 'under_review' | 'warning_closed' | 'warning_needs_response' | 'warning_under_review' | 'won';
}

/** https://docs.stripe.com/api/radar/early_fraud_warnings/object */
export interface EarlyFraudWarning {
  readonly id: string;
  readonly object: 'radar.early_fraud_warning';
  readonly actionable: boolean;
  readonly charge: string;
  readonly created: number;
  readonly fraud_type: string;
  readonly livemode: false;
  readonly payment_intent: string;
}

/** https://docs.stripe.com/api/transfer_reversals/object */
export interface TransferReversal {
  readonly id: string;
  readonly object: 'transfer_reversal';
  readonly amount: number;
  readonly balance_transaction: string;
  readonly created: number;
  readonly currency: string;
  readonly destination_payment_refund: string;
  readonly metadata: Metadata;
  readonly source_refund: null;
  readonly transfer: string;
}

/** https://docs.stripe.com/api/transfers/object */
export interface Transfer {
  readonly id: string;
  readonly object: 'transfer';
  readonly amount: number;
  readonly amount_reversed: number;
  readonly balance_transaction: string;
  readonly created: number;
  readonly currency: string;
  readonly description: string | null;
  readonly destination: string;
  readonly destination_payment: string;
  readonly livemode: false;
  readonly metadata: Metadata;
  readonly reversals: { readonly object: 'list'; readonly data: readonly TransferReversal[]; readonly has_more: boolean; readonly url: string };
  readonly reversed: boolean;
  readonly source_transaction: string | null;
  readonly source_type: 'card';
  readonly transfer_group: string | null;
}

export interface Requirements {
  readonly alternatives: readonly object[];
  readonly current_deadline: number | null;
  readonly currently_due: readonly string[];
  readonly disabled_reason: string | null;
  readonly errors: readonly object[];
  readonly eventually_due: readonly string[];
  readonly past_due: readonly string[];
  readonly pending_verification: readonly string[];
}

export type CapabilityStatus = 'active' | 'inactive' | 'pending';

/** https://docs.stripe.com/api/accounts/object */
export interface Account {
  readonly id: string;
  readonly object: 'account';
  readonly business_profile: Readonly<Record<string, unknown>>;
  readonly business_type: string | null;
  readonly capabilities: Readonly<Record<string, CapabilityStatus>>;
  readonly charges_enabled: boolean;
  readonly controller: object;
  readonly country: string;
  readonly created: number;
  readonly default_currency: string;
  readonly deleted?: true;
  readonly details_submitted: boolean;
  readonly email: string | null;
  readonly external_accounts: { readonly object: 'list'; readonly data: readonly object[]; readonly has_more: false; readonly url: string };
  readonly future_requirements: Requirements;
  readonly metadata: Metadata;
  readonly payouts_enabled: boolean;
  readonly requirements: Requirements;
  readonly settings: object;
  readonly tos_acceptance: { readonly date: number | null; readonly ip: string | null; readonly user_agent: string | null };
  readonly type: 'custom' | 'express' | 'none' | 'standard';
}

/** A link to the hosted onboarding page; the address is shown once and works once. */
export interface OnboardingLink {
  readonly id: string;
  readonly account: string;
  readonly expires_at: number;
  readonly refresh_url: string;
  readonly return_url: string;
  readonly used: boolean;
}
