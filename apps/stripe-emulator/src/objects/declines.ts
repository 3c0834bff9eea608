import type { Decline } from '../cards.ts';
import { type ErrorDetail, StripeRefusal } from '../errors.ts';
import type { Outcome } from '../records/payments.ts';

interface Words {
  readonly code: string;
  readonly message: string;
  readonly declineCode?: string;
  readonly network?: string;
  readonly advice?: string;
}

/** https://docs.stripe.com/declines/codes and https://docs.stripe.com/error-codes */
const WORDS: Readonly<Record<Decline | 'authentication_required', Words>> = {
  authentication_required: { code: 'authentication_required', declineCode: 'authentication_required', message: 'Your card was declined. This transaction requires authentication.', advice: 'try_again_later' },
  blocked: { code: 'card_declined', declineCode: 'fraudulent', message: 'Your card was declined.' },
  card_velocity_exceeded: { code: 'card_declined', declineCode: 'card_velocity_exceeded', message: 'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.', advice: 'try_again_later', network: '65' },
  expired_card: { code: 'expired_card', message: 'Your card has expired.', network: '54', advice: 'confirm_card_data' },
  generic_decline: { code: 'card_declined', declineCode: 'generic_decline', message: 'Your card was declined.', network: '01', advice: 'try_again_later' },
  incorrect_cvc: { code: 'incorrect_cvc', message: "Your card's security code is incorrect.", network: 'N7', advice: 'confirm_card_data' },
  insufficient_funds: { code: 'card_declined', declineCode: 'insufficient_funds', message: 'Your card has insufficient funds.', network: '51', advice: 'try_again_later' },
  lost_card: { code: 'card_declined', declineCode: 'lost_card', message: 'Your card was declined.', network: '41', advice: 'do_not_try_again' },
  processing_error: { code: 'processing_error', message: 'An error occurred while processing your card. Try again in a little bit.', network: '96', advice: 'try_again_later' },
  stolen_card: { code: 'card_declined', declineCode: 'stolen_card', message: 'Your card was declined.', network: '43', advice: 'do_not_try_again' },
};

/** What a declined charge says in its error and in its outcome. */
export interface DeclineWords {
  readonly code: string;
  readonly message: string;
  readonly detail: ErrorDetail;
  readonly outcome: Pick<Outcome, 'advice_code' | 'network_advice_code' | 'network_decline_code' | 'network_status' | 'reason' | 'seller_message' | 'type'> & { rule?: string };
  refusal(more?: Partial<ErrorDetail>): StripeRefusal;
}

export function declineOf(decline: Decline | 'authentication_required'): DeclineWords {
  const { code, message, declineCode, network, advice } = WORDS[decline];
  const blocked = decline === 'blocked';
  const detail: ErrorDetail = {
    type: 'card_error', code, message, ...(code === 'incorrect_cvc' && { param: 'cvc' }), ...(code === 'expired_card' && { param: 'exp_month' }),
    decline_code: declineCode ?? code, ...(advice !== undefined && { advice_code: advice }), ...(network !== undefined && { network_decline_code: network }),
  };
  return {
    code, message, detail,
    outcome: {
      advice_code: advice ?? null, network_advice_code: null, network_decline_code: network ?? null,
      network_status: blocked ? 'not_sent_to_network' : 'declined_by_network', reason: blocked ? 'highest_risk_level' : (declineCode ?? code),
      seller_message: blocked ? 'Stripe blocked this payment as too risky.' : `The bank returned the decline code \`${declineCode ?? code}\`.`,
      type: blocked ? 'blocked' : 'issuer_declined', ...(blocked && { rule: 'block_if_high_risk__enabled' }),
    },
    refusal: (more = {}) => new StripeRefusal(402, { ...detail, ...more }),
  };
}
