/** Personal data of nobody: what of it stands in a log was put there by the service. */
export interface Canary {
  /** With its article, as findings name it. */
  readonly kind: string;
  readonly text: string;
}

const EMAIL = 'zebedee.quillfeather@plumbline-audit.test';
/** Valid by its check digit, and nobody's. */
const CARD = '4929551208376410';
/** Of the numbers that Ofcom keeps for drama. */
const PHONE = '+442079460958';
const NAME = 'Zebedee Quillfeather';

export const CANARIES: readonly Canary[] = [{ kind: 'an e-mail address', text: EMAIL }, { kind: 'a card number', text: CARD }, { kind: 'a phone number', text: PHONE }, { kind: 'a name', text: NAME }];
/** All of them, as somebody may write them into a field that takes any text. */
export const ALL_CANARIES = `${NAME}, ${EMAIL}, ${PHONE}, ${CARD}`;
/** As HTTP Basic carries a user and a password: base64. RFC 7617. */
export const IN_BASIC = `Basic ${Buffer.from(`${EMAIL}:${CARD}`).toString('base64')}`;

const FIELDS: readonly (readonly [RegExp, string])[] = [
  [/e-?mail/i, EMAIL],
  [/phone|mobile|\btel\b/i, PHONE],
  [/card|\bpan\b|account_?number|iban/i, CARD],
  [/(first|last|full|family|given|middle|sur|contact|person|user|holder|display)_?-?name/i, NAME],
  [/^(q|query|search|term|text|note|notes|comment|message|description|name|title|subject|body|content|reason|remark|details?)$/i, ALL_CANARIES],
];

/** What personal data would be put into a field; undefined for one that takes none. */
export const canaryFor = (field: string): string | undefined => FIELDS.find(([pattern]) => pattern.test(field))?.[1];

/** How a canary may stand in a text. @returns names of the form, with what is looked for, in lower case but for base64 */
function formsOf({ text }: Canary): readonly (readonly [form: string, wanted: string])[] {
  const digits = text.replace(/\D/g, '');
  const groups = digits.length === 16 ? (digits.match(/.{4}/g) ?? []) : [];
  const plain = text.toLowerCase();
  return [
    ['as it is', plain],
    ['URL-encoded', encodeURIComponent(text).toLowerCase()],
    ['URL-encoded', plain.replaceAll(' ', '+')],
    ...(digits.length > 8 ? [['as it is', digits] as const, ...[' ', '-'].filter(() => groups.length > 0).map((between) => ['as it is', groups.join(between)] as const)] : []),
    ...base64Of(text).map((one) => ['in base64', one] as const),
  ];
}

/** What of a text is the same in base64 whatever stands before and behind it: three ways, by where it begins. */
function base64Of(text: string): readonly string[] {
  return [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]).toString('base64');
    const from = Math.ceil((before * 8) / 6);
    const whole = encoded.slice(from, Math.floor(((before + Buffer.byteLength(text)) * 8) / 6));
    return [whole, whole.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** Made once: each line of the log is searched for them. */
const FORMS = new Map(CANARIES.map((canary) => [canary.text, formsOf(canary)]));

/** Looks for a canary in a text. @returns in which form it stands there */
export function formIn(text: string, canary: Canary): string | undefined {
  const folded = text.toLowerCase();
  return (FORMS.get(canary.text) ?? formsOf(canary)).find(([form, wanted]) => (form === 'in base64' ? text : folded).includes(wanted))?.[0];
}
