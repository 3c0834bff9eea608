/**
 * What the payer may be told of a decline: where another card or a corrected field helps. Whatever tells a thief what the issuer knows
 * (lost, stolen, fraudulent, blocked) is `card_declined`. docs.stripe.com/declines/codes
 */
const TOLD: Readonly<Record<string, string>> = {
  insufficient_funds: 'insufficient_funds',
  withdrawal_count_limit_exceeded: 'insufficient_funds',
  card_velocity_exceeded: 'insufficient_funds',
  expired_card: 'expired_card',
  invalid_expiry_month: 'expired_card',
  invalid_expiry_year: 'expired_card',
  incorrect_cvc: 'incorrect_cvc',
  invalid_cvc: 'incorrect_cvc',
  incorrect_number: 'incorrect_number',
  invalid_number: 'incorrect_number',
  incorrect_zip: 'incorrect_postal_code',
  incorrect_address: 'incorrect_postal_code',
  processing_error: 'try_again_later',
  issuer_not_available: 'try_again_later',
  try_again_later: 'try_again_later',
  reenter_transaction: 'try_again_later',
  approve_with_id: 'try_again_later',
  authentication_required: 'authentication_required',
  authentication_not_handled: 'authentication_required',
  payment_intent_authentication_failure: 'authentication_failed',
  offline_pin_required: 'authentication_required',
  online_or_offline_pin_required: 'authentication_required',
  card_not_supported: 'card_not_supported',
  currency_not_supported: 'card_not_supported',
  not_permitted: 'card_not_supported',
  service_not_allowed: 'card_not_supported',
  transaction_not_allowed: 'card_not_supported',
};

/** The neutral word for a decline. @param code the issuer's, or Stripe's own where the issuer gave none. */
export function neutralDecline(code: string | undefined): string {
  return TOLD[code ?? ''] ?? 'card_declined';
}
