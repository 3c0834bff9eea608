/** What stands where something personal or secret stood. */
export const MASK = '[masked]';

/** A finding replaces the match, or leaves it when the form alone was misleading. */
interface Detector {
  /** Must be found before the pattern is tried: most text holds nothing, and is to be passed at the price of a search. */
  readonly hint: string | RegExp;
  readonly pattern: RegExp;
  readonly replace: (match: string, ...groups: string[]) => string;
}

/** Luhn's check digit (ISO/IEC 7812-1 annex B). */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const doubled = digit * 2;
    sum += i % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Issuer ranges with their lengths: Visa, Mastercard, Amex, Diners, Discover, JCB, UnionPay, Maestro. Timestamps in ms, us or ns begin with 1 and are none. */
const CARD = /^(?:4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11,16}|6(?:011|5\d\d|4[4-9]\d)\d{12,15}|35(?:2[89]|[3-8]\d)\d{12,15}|62\d{14,17}|(?:5[06-8]|6\d)\d{10,17})$/;

export function isCardNumber(digits: string): boolean {
  return CARD.test(digits) && passesLuhn(digits);
}

function maskCard(match: string): string {
  return isCardNumber(match.replace(/\D/g, '')) ? MASK : match;
}

/**
 * Random text changes between upper case, lower case and digits at about 64 % of its places, a name in camel case at less than 33 % and with few numbers in it.
 * Of random 43 characters one in some 10^5 is taken for a name.
 */
function maskRandom(run: string): string {
  if (/^[0-9a-f-]+$/i.test(run)) return run;
  const kinds = run.replace(/[a-z]/g, 'a').replace(/[A-Z]/g, 'B').replace(/\d/g, '0');
  let changes = 0;
  for (let i = 1; i < kinds.length; i += 1) if (kinds[i] !== kinds[i - 1]) changes += 1;
  const numbers = kinds.match(/0+/g)?.length ?? 0;
  return changes >= (run.length - 1) * (numbers >= 3 ? 0.28 : 0.36) ? MASK : run;
}

/** Seven digits, as the shortest phone number has. */
const DIGITS = /\d(?:[\s()./+-]{0,2}\d){6}/;

/** In this order: a scheme's credentials before the e-mail address that they resemble. No pattern backtracks over more than its own match. */
const DETECTORS: readonly Detector[] = [
  { hint: '://', pattern: /([a-z][a-z\d+.-]{1,20}:\/\/)[^\s/?#"'<>]+@/gi, replace: (_match, scheme) => `${scheme}${MASK}@` },
  { hint: /bearer/i, pattern: /\b(bearer)(\s+|\s*:\s*)[\w~+/.=-]{8,}/gi, replace: (_match, scheme, gap) => `${scheme}${gap}${MASK}` },
  { hint: /basic|token|apikey/i, pattern: /\b(basic|token|apikey)(\s+|\s*:\s*)(?=\S*[\d=_.])[\w~+/.=-]{8,}/gi, replace: (_match, scheme, gap) => `${scheme}${gap}${MASK}` },
  {
    hint: /[=:]/,
    pattern: /((?:pass(?:word|phrase|wd)|secret|token|api[_-]?key|authorization|cookie|csrf|(?<![a-z])(?:pass|pwd|otp|cvc|cvv|pan)(?![a-z]))\w{0,20}["']?\s?[=:]\s?["']?)(?!\[masked\])[^\s"'&;,)}\]]+/gi,
    replace: (_match, name) => `${name}${MASK}`,
  },
  { hint: 'eyJ', pattern: /\beyJ[\w-]{4,}\.[\w-]+(?:\.[\w-]*)*/g, replace: () => MASK },
  { hint: '_', pattern: /\b(?:sk|rk|pk|whsec|plk|pl)_(?:live_|test_)?[A-Za-z\d]{12,}/g, replace: () => MASK },
  { hint: 'plb_', pattern: /\bplb_[A-Za-z\d]{8}_[\w-]{8,}/g, replace: () => MASK },
  { hint: '@', pattern: /[\p{L}\p{N}!#$&'*+=?^_`{|}~.%-]{1,64}@[\p{L}\p{N}][\p{L}\p{N}.-]{0,250}\.\p{L}{2,24}/gu, replace: () => MASK },
  { hint: DIGITS, pattern: /(?<![\w.-])\d(?:[ +-]?\d){11,18}(?![\w-])/g, replace: maskCard },
  { hint: '+', pattern: /(?<![\w])\+\d(?:[\s().-]{0,2}\d){6,14}(?!\d)/g, replace: () => MASK },
  { hint: DIGITS, pattern: /(?<![\w.-])00[1-9](?:[ /().-]{0,2}\d){7,13}(?![\w.-])/g, replace: () => MASK },
  { hint: DIGITS, pattern: /(?<![\w.-])0[1-9](?:[ /()-]{0,2}\d){7,10}(?![\w.:-])/g, replace: () => MASK },
  { hint: DIGITS, pattern: /(?<![\w.-])(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\w-])/g, replace: () => MASK },
  { hint: /[\w-]{32}/, pattern: /[\w-]{32,}/g, replace: maskRandom },
];

/** Masks what can be read as it stands: addresses, numbers, credentials and tokens. */
export function maskPlain(text: string): string {
  let masked = text;
  for (const { hint, pattern, replace } of DETECTORS) {
    if (typeof hint === 'string' ? masked.includes(hint) : hint.test(masked)) masked = masked.replace(pattern, replace);
  }
  return masked;
}
