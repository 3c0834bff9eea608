/**
 * The test cards of https://docs.stripe.com/testing, by number: one row says all that the emulator does with a card.
 * A row names only what differs from a Visa credit card of the United States that is charged without ado.
 */
export interface TestCard {
  /** Behind `pm_card_` and `tok_`; the first is the usual one. */
  readonly names: readonly string[];
  readonly brand?: string;
  readonly funding?: 'credit' | 'debit' | 'prepaid';
  readonly country?: string;
  /** The issuer or Radar refuses each charge. */
  readonly decline?: Decline;
  /** What the issuer finds: a check that is not named passes if its data was given. */
  readonly checks?: { readonly cvc?: Check; readonly line1?: Check; readonly zip?: Check };
  readonly authentication?: Authentication;
  readonly risk?: { readonly level: 'elevated' | 'highest'; readonly score: number };
  /** After a successful capture. */
  readonly dispute?: { readonly reason: string; readonly code: string; readonly inquiry?: true; readonly twice?: true; readonly eligibility?: 'visa_compelling_evidence_3' | 'visa_compliance' };
  readonly earlyFraudWarning?: true;
  readonly refund?: RefundCourse;
  /** The funds are available at once. */
  readonly bypassPending?: true;
  /** It can be attached to a customer, and is not refused before it is charged. */
  readonly failsOnlyAttached?: true;
}

type Check = 'fail' | 'unchecked';
/** `fails`: when it had succeeded. `pending`: for a second. The emulator's own: `pending-days` is pending for five days, `pending-days-fails` never succeeds. */
export type RefundCourse = 'fails' | 'pending' | 'pending-days' | 'pending-days-fails';
export type Decline = 'blocked' | 'card_velocity_exceeded' | 'expired_card' | 'generic_decline' | 'incorrect_cvc' | 'insufficient_funds' | 'lost_card' | 'processing_error' | 'stolen_card';

/**
 * How the card takes 3-D Secure: `always` asks at each payment; `unless-set-up` asks unless it was set up for payments without its holder;
 * `set-up` was; `optional` asks when the request wants it; `-error`: the issuer's server breaks; `frictionless` (the emulator's own) lets through without asking;
 * `unenrolled`: the issuer takes no part; `unsupported`: the network does not.
 */
export type Authentication = 'always' | 'always-error' | 'frictionless' | 'optional' | 'optional-error' | 'set-up' | 'unenrolled' | 'unless-set-up' | 'unsupported';

/** Cards that only stand for a country: number, code, names. */
const COUNTRIES: readonly (readonly [number: string, code: string])[] = [
  ['4000000320000021', 'AR'], ['4000000360000006', 'AU'], ['4000000400000008', 'AT'], ['4000000560000004', 'BE'], ['4000000760000002', 'BR'], ['4000001000000000', 'BG'],
  ['4000001120000005', 'BY'], ['4000001240000000', 'CA'], ['4000001520000001', 'CL'], ['4000001560000002', 'CN'], ['4000001700000003', 'CO'], ['4000001880000005', 'CR'],
  ['4000001910000009', 'HR'], ['4000001960000008', 'CY'], ['4000002030000002', 'CZ'], ['4000002080000001', 'DK'], ['4000002180000000', 'EC'], ['4000002330000009', 'EE'],
  ['4000002460000001', 'FI'], ['4000002500000003', 'FR'], ['4000002760000016', 'DE'], ['4000002920000005', 'GI'], ['4000003000000030', 'GR'], ['4000003440000004', 'HK'],
  ['4000003480000005', 'HU'], ['4000003560000008', 'IN'], ['4000003720000005', 'IE'], ['4000003800000008', 'IT'], ['4000003920000003', 'JP'], ['4000004280000005', 'LV'],
  ['4000004380000004', 'LI'], ['4000004400000000', 'LT'], ['4000004420000006', 'LU'], ['4000004580000002', 'MY'], ['4000004700000007', 'MT'], ['4000004840008001', 'MX'],
  ['4000005280000002', 'NL'], ['4000005540000008', 'NZ'], ['4000005780000007', 'NO'], ['4000005910000000', 'PA'], ['4000006000000066', 'PY'], ['4000006040000068', 'PE'],
  ['4000006160000005', 'PL'], ['4000006200000007', 'PT'], ['4000006420000001', 'RO'], ['4000006820000007', 'SA'], ['4000007020000003', 'SG'], ['4000007030000001', 'SK'],
  ['4000007050000006', 'SI'], ['4000007240000007', 'ES'], ['4000007520000008', 'SE'], ['4000007560000009', 'CH'], ['4000007640000003', 'TH'], ['4000007840000001', 'AE'],
  ['4000008260000000', 'GB'], ['4000008580000003', 'UY'],
];

const ROWS: Readonly<Record<string, TestCard>> = {
  // Brands
  '4242424242424242': { names: ['visa', 'us', 'threeDSecureUnenrolled'] },
  '4000056655665556': { names: ['visa_debit'], funding: 'debit' },
  '5555555555554444': { names: ['mastercard'], brand: 'mastercard' },
  '2223003122003222': { names: ['mastercard_2series'], brand: 'mastercard' },
  '5200828282828210': { names: ['mastercard_debit'], brand: 'mastercard', funding: 'debit' },
  '5105105105105100': { names: ['mastercard_prepaid'], brand: 'mastercard', funding: 'prepaid' },
  '378282246310005': { names: ['amex', 'amex_threeDSecureNotSupported'], brand: 'amex', authentication: 'unsupported' },
  '371449635398431': { names: [], brand: 'amex', authentication: 'unsupported' },
  '6011111111111117': { names: ['discover'], brand: 'discover' },
  '6011000990139424': { names: [], brand: 'discover' },
  '6011981111111113': { names: ['discover_debit'], brand: 'discover', funding: 'debit' },
  '3056930009020004': { names: ['diners'], brand: 'diners' },
  '36227206271667': { names: [], brand: 'diners' },
  '6555900000604105': { names: ['bccard'], brand: 'unionpay', country: 'KR' },
  '3566002020360505': { names: ['jcb'], brand: 'jcb', country: 'JP' },
  '6200000000000005': { names: ['unionpay'], brand: 'unionpay', country: 'CN' },
  '6200000000000047': { names: ['unionpay_debit'], brand: 'unionpay', country: 'CN', funding: 'debit' },
  '6205500000000000004': { names: ['unionpay_19'], brand: 'unionpay', country: 'CN' },
  '4000058260000005': { names: ['gb_debit'], country: 'GB', funding: 'debit' },
  ...Object.fromEntries(COUNTRIES.map(([number, code]) => [number, { names: [code.toLowerCase()], country: code }])),
  // Declines
  '4000000000000002': { names: ['visa_chargeDeclined', 'chargeDeclined'], decline: 'generic_decline' },
  '4000000000009995': { names: ['visa_chargeDeclinedInsufficientFunds', 'chargeDeclinedInsufficientFunds'], decline: 'insufficient_funds' },
  '4000000000009987': { names: ['visa_chargeDeclinedLostCard', 'chargeDeclinedLostCard'], decline: 'lost_card' },
  '4000000000009979': { names: ['visa_chargeDeclinedStolenCard', 'chargeDeclinedStolenCard'], decline: 'stolen_card' },
  '4000000000000069': { names: ['chargeDeclinedExpiredCard'], decline: 'expired_card' },
  '4000000000000127': { names: ['chargeDeclinedIncorrectCvc'], decline: 'incorrect_cvc', checks: { cvc: 'fail' } },
  '4000000000000119': { names: ['chargeDeclinedProcessingError'], decline: 'processing_error' },
  '4000000000006975': { names: ['visa_chargeDeclinedVelocityLimitExceeded', 'chargeDeclinedVelocityLimitExceeded'], decline: 'card_velocity_exceeded' },
  '4000000000000341': { names: ['chargeCustomerFail'], decline: 'generic_decline', failsOnlyAttached: true },
  // Fraud
  '4100000000000019': { names: ['radarBlock', 'chargeDeclinedFraudulent'], decline: 'blocked', risk: { level: 'highest', score: 92 } },
  '4000000000004954': { names: ['riskLevelHighest'], risk: { level: 'highest', score: 85 } },
  '4000000000009235': { names: ['riskLevelElevated'], risk: { level: 'elevated', score: 67 } },
  '4000000000000101': { names: ['cvcCheckFail'], checks: { cvc: 'fail' } },
  '4000000000000036': { names: ['avsZipFail'], checks: { zip: 'fail' } },
  '4000058400307872': { names: ['cvcCheckFailElevatedRisk'], checks: { cvc: 'fail' }, risk: { level: 'elevated', score: 67 } },
  '4000058400306072': { names: ['avsZipFailElevatedRisk'], checks: { zip: 'fail' }, risk: { level: 'elevated', score: 67 } },
  '4000000000000028': { names: ['avsLine1Fail'], checks: { line1: 'fail' } },
  '4000000000000010': { names: ['avsFail'], checks: { line1: 'fail', zip: 'fail' } },
  '4000000000000044': { names: ['avsUnchecked'], checks: { line1: 'unchecked', zip: 'unchecked' } },
  // Disputes
  '4000000000000259': { names: ['createDispute'], dispute: { reason: 'fraudulent', code: '10.4' } },
  '4000000000002685': { names: ['createDisputeProductNotReceived'], dispute: { reason: 'product_not_received', code: '13.1' } },
  '4000000000001976': { names: ['createDisputeInquiry'], dispute: { reason: 'fraudulent', code: '10.4', inquiry: true } },
  '4000000000005423': { names: ['createIssuerFraudRecord'], earlyFraudWarning: true },
  '4000000404000079': { names: ['createMultipleDisputes'], dispute: { reason: 'fraudulent', code: '10.4', twice: true } },
  '4000000404000038': { names: ['createCe3EligibleDispute'], dispute: { reason: 'fraudulent', code: '10.4', eligibility: 'visa_compelling_evidence_3' } },
  '4000008400000779': { names: ['createComplianceDispute'], dispute: { reason: 'noncompliant', code: '10.4', eligibility: 'visa_compliance' } },
  // Refunds and the balance
  '4000000000007726': { names: ['pendingRefund'], refund: 'pending' },
  '4000000000005126': { names: ['refundFail'], refund: 'fails' },
  // The emulator's own: what Stripe keeps pending for days, its test cards settle within seconds.
  '4000000000007734': { names: ['pendingRefundForDays'], refund: 'pending-days' },
  '4000000000007742': { names: ['pendingRefundFail'], refund: 'pending-days-fails' },
  '4000000000000077': { names: ['bypassPending'], bypassPending: true },
  '4000003720000278': { names: ['bypassPendingInternational'], country: 'IE', bypassPending: true },
  // 3-D Secure
  '4000002500003155': { names: ['authenticationRequiredOnSetup'], country: 'FR', authentication: 'unless-set-up' },
  '4000002760003184': { names: ['authenticationRequired'], country: 'DE', authentication: 'always' },
  '4000003800000446': { names: ['authenticationRequiredSetupForOffSession'], country: 'IT', authentication: 'set-up' },
  '4000008260003178': { names: ['authenticationRequiredChargeDeclinedInsufficientFunds'], country: 'GB', authentication: 'always', decline: 'insufficient_funds' },
  '4000000000003220': { names: ['threeDSecure2Required', 'threeDSecureRequired'], authentication: 'always' },
  '4000008400001629': { names: ['threeDSecureRequiredChargeDeclined'], authentication: 'always', decline: 'generic_decline' },
  '4000008400001280': { names: ['threeDSecureRequiredProcessingError'], authentication: 'always-error' },
  '4000000000003055': { names: ['threeDSecureOptional'], authentication: 'optional' },
  '4000000000003097': { names: ['threeDSecureOptionalProcessingError'], authentication: 'optional-error' },
  // The emulator's own: Stripe has no test card that always passes without friction.
  '4000000000003170': { names: ['threeDSecureFrictionless'], authentication: 'frictionless' },
};

export const CARDS: ReadonlyMap<string, TestCard> = new Map(Object.entries(ROWS));

const NUMBERS = new Map<string, string>();
for (const [number, card] of CARDS) for (const name of card.names) if (!NUMBERS.has(name)) NUMBERS.set(name, number);

/**
 * The number behind `pm_card_visa` or `tok_visa`.
 * @returns undefined when the name is not one of a test card
 */
export function numberOfName(id: string): string | undefined {
  const name = /^(?:pm_card|tok)_(.+)$/.exec(id)?.[1];
  return name === undefined ? undefined : NUMBERS.get(name);
}

export function cardOf(number: string): TestCard {
  return CARDS.get(number) ?? { names: [] };
}

/** Luhn's check of a card number, ISO/IEC 7812-1 annex B. */
export function isCardNumber(number: string): boolean {
  if (!/^\d{12,19}$/.test(number)) return false;
  let sum = 0;
  for (let place = 0; place < number.length; place += 1) {
    const digit = number.charCodeAt(number.length - 1 - place) - 48;
    sum += place % 2 === 0 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
  }
  return sum % 10 === 0;
}

export function brandOf(number: string): string {
  const known = CARDS.get(number)?.brand;
  if (known !== undefined) return known;
  if (/^3[47]/.test(number)) return 'amex';
  if (/^(5[1-5]|2[2-7])/.test(number)) return 'mastercard';
  if (/^(6011|65)/.test(number)) return 'discover';
  return 'visa';
}
