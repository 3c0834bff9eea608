export type Metadata = Readonly<Record<string, string>>;

export interface Address {
  readonly city: string | null;
  readonly country: string | null;
  readonly line1: string | null;
  readonly line2: string | null;
  readonly postal_code: string | null;
  readonly state: string | null;
}

export interface Shipping {
  readonly address: Address;
  readonly carrier: string | null;
  readonly name: string;
  readonly phone: string | null;
  readonly tracking_number: string | null;
}

export interface BillingDetails {
  readonly address: Address;
  readonly email: string | null;
  readonly name: string | null;
  readonly phone: string | null;
  readonly tax_id: string | null;
}

/** https://docs.stripe.com/api/customers/object */
export interface Customer {
  readonly id: string;
  readonly object: 'customer';
  readonly address: Address | null;
  readonly balance: number;
  readonly created: number;
  readonly currency: string | null;
  readonly customer_account: null;
  readonly default_source: null;
  readonly deleted?: true;
  readonly delinquent: boolean;
  readonly description: string | null;
  readonly discount: null;
  readonly email: string | null;
  readonly invoice_prefix: string;
  readonly invoice_settings: { readonly custom_fields: null; readonly default_payment_method: string | null; readonly footer: null; readonly rendering_options: null };
  readonly livemode: false;
  readonly metadata: Metadata;
  readonly name: string | null;
  readonly next_invoice_sequence: number;
  readonly phone: string | null;
  readonly preferred_locales: readonly string[];
  readonly shipping: Shipping | null;
  readonly tax_exempt: 'exempt' | 'none' | 'reverse';
  readonly test_clock: null;
}

export interface CardChecks {
  readonly address_line1_check: string | null;
  readonly address_postal_code_check: string | null;
  readonly cvc_check: string | null;
}

export interface CardFacts {
  readonly brand: string;
  readonly checks: CardChecks;
  readonly country: string;
  readonly display_brand: string;
  readonly exp_month: number;
  readonly exp_year: number;
  readonly fingerprint: string;
  readonly funding: string;
  readonly generated_from: null;
  readonly last4: string;
  readonly networks: { readonly available: readonly string[]; readonly preferred: null };
  readonly regulated_status: 'regulated' | 'unregulated';
  readonly three_d_secure_usage: { readonly supported: boolean };
  readonly wallet: null;
}

/** https://docs.stripe.com/api/payment_methods/object */
export interface PaymentMethod {
  readonly id: string;
  readonly object: 'payment_method';
  readonly allow_redisplay: 'always' | 'limited' | 'unspecified';
  readonly billing_details: BillingDetails;
  readonly card: CardFacts;
  readonly created: number;
  readonly customer: string | null;
  readonly customer_account: null;
  readonly livemode: false;
  readonly metadata: Metadata;
  readonly type: 'card';
}

/** What the emulator knows of a payment method or a confirmation token and never answers with. */
export interface Instrument {
  readonly id: string;
  /** Row of the table of test cards, by number. */
  readonly number: string;
  readonly cvcGiven: boolean;
  /** Whether it may be charged without its holder present (setup_future_usage: off_session went through). */
  readonly setUpOffSession: boolean;
  /** A payment method that was charged without belonging to a customer may not be charged again. */
  readonly spent: boolean;
  /** Month and year, where no payment method carries them. */
  readonly expiry?: readonly [month: number, year: number];
}

/** https://docs.stripe.com/api/tokens/object */
export interface Token {
  readonly id: string;
  readonly object: 'token';
  readonly card: object;
  readonly client_ip: string;
  readonly created: number;
  readonly livemode: false;
  readonly type: 'card';
  readonly used: boolean;
}

/** https://docs.stripe.com/api/confirmation_tokens/object */
export interface ConfirmationToken {
  readonly id: string;
  readonly object: 'confirmation_token';
  readonly created: number;
  readonly expires_at: number;
  readonly livemode: false;
  readonly mandate_data: null;
  readonly metadata: null;
  readonly payment_intent: string | null;
  readonly payment_method_options: null;
  readonly payment_method_preview: {
    readonly allow_redisplay: PaymentMethod['allow_redisplay'];
    readonly billing_details: BillingDetails;
    readonly card: CardFacts;
    readonly customer: string | null;
    readonly customer_account: null;
    readonly type: 'card';
  };
  readonly return_url: string | null;
  readonly setup_future_usage: 'off_session' | 'on_session' | null;
  readonly setup_intent: null;
  readonly shipping: Pick<Shipping, 'address' | 'name' | 'phone'> | null;
  readonly use_stripe_sdk: boolean;
}
