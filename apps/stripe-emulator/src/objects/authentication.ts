import { randomUUID } from 'node:crypto';
import { type Authentication, type Decline, cardOf } from '../cards.ts';
import type { Instrument } from '../records/customers.ts';
import type { CardOptions, ThreeDSecure } from '../records/payments.ts';

/** What becomes of a confirmation before the issuer is asked for the money. */
export type Decision =
  | { readonly kind: 'challenge' }
  /** The holder would have to be asked, and is not there. */
  | { readonly kind: 'refuse' }
  | { readonly kind: 'go'; readonly result: ThreeDSecure | null; readonly fails?: Decline };

const CHALLENGE: Decision = { kind: 'challenge' };
const REFUSE: Decision = { kind: 'refuse' };

interface Situation {
  /** Whether the integration asks for 3-D Secure, and the card's holder is there. */
  readonly requested: boolean;
  readonly offSession: boolean;
  readonly setUp: boolean;
}

/** How each kind of card takes 3-D Secure: https://docs.stripe.com/testing#regulatory-cards */
const DECISIONS: Readonly<Record<Authentication, (situation: Situation) => Decision>> = {
  always: ({ offSession }) => (offSession ? REFUSE : CHALLENGE),
  'always-error': () => ({ kind: 'go', result: threeDSecure('processing_error', null), fails: 'generic_decline' }),
  frictionless: ({ requested }) => go(requested, 'authenticated', 'frictionless'),
  optional: ({ requested }) => (requested ? CHALLENGE : go(false)),
  'optional-error': ({ requested }) => go(requested, 'processing_error'),
  'set-up': offSessionOnlyIfSetUp,
  unenrolled: ({ requested }) => go(requested, 'attempt_acknowledged'),
  'unless-set-up': offSessionOnlyIfSetUp,
  unsupported: ({ requested }) => go(requested, 'not_supported'),
};

function offSessionOnlyIfSetUp({ offSession, setUp }: Situation): Decision {
  if (!offSession) return CHALLENGE;
  return setUp ? go(false) : REFUSE;
}

function go(tried: boolean, result: NonNullable<ThreeDSecure['result']> = 'authenticated', flow: ThreeDSecure['authentication_flow'] = null): Decision {
  return { kind: 'go', result: tried ? threeDSecure(result, flow) : null };
}

/**
 * Whether the card's holder is to be asked.
 * @param request what the integration asks for
 * @param offSession whether the card's holder is absent
 */
export function authenticationOf({ number, setUpOffSession }: Instrument, request: CardOptions['request_three_d_secure'], offSession: boolean): Decision {
  return DECISIONS[cardOf(number).authentication ?? 'unenrolled']({ requested: request !== 'automatic' && !offSession, offSession, setUp: setUpOffSession });
}

const ECI = { attempt_acknowledged: '06', authenticated: '05', failed: '07', not_supported: null, processing_error: null } as const;
const REASON = { attempt_acknowledged: null, authenticated: null, failed: 'rejected', not_supported: 'card_not_enrolled', processing_error: 'protocol_error' } as const;

export function threeDSecure(result: NonNullable<ThreeDSecure['result']>, flow: ThreeDSecure['authentication_flow']): ThreeDSecure {
  const took = result !== 'not_supported';
  return {
    authentication_flow: flow, electronic_commerce_indicator: ECI[result], exemption_indicator: null, result, result_reason: REASON[result],
    transaction_id: took ? randomUUID() : null, version: took ? '2.2.0' : null,
  };
}
