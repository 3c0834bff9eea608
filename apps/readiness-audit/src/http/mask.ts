import type { Exchange, Fields } from './exchange.ts';

const SECRET_FIELDS = /^(authorization|proxy-authorization|cookie|x-api-key|stripe-signature)$/i;
/** Members of JSON whose texts are secrets, whatever they hold. */
const SECRET_MEMBERS = /("(?:[\w-]*(?:password|secret|token(?!_?type)|apikey|api_key|accesskey|privatekey|jwt)[\w-]*)"\s*:\s*")((?:[^"\\]|\\.)*)(")/gi;
/** Credentials that no account of the target file has. */
const UNNAMED = '<credentials of the sender>';
/** Shorter values would be found in innocent text. */
const LEAST_SECRET = 6;
/** Of a body; in characters. */
const MOST_KEPT = 1_048_576;

/**
 * What must not be written down: tokens, passwords, keys. Requests show the name of a secret in its place; answers keep its shape, letter
 * by letter, so that what is judged of them, length and pattern included, is what stands in the report.
 */
export class Mask {
  readonly #names = new Map<string, string>();
  /** Of each secret, made once: every text of every exchange is searched for them. */
  readonly #forms: (readonly [form: string, name: string])[] = [];

  /** @param name how it is shown: `token of admin`. @returns the secret, for who has just got it. */
  add(secret: string, name: string): string {
    if (secret.length < LEAST_SECRET || this.#names.has(secret)) return secret;
    this.#names.set(secret, `<${name}>`);
    for (const form of new Set(formsOf(secret))) this.#forms.push([form, `<${name}>`]);
    return secret;
  }

  /** A text without the secrets, also where they stand percent-encoded or in base64. */
  text(text: string): string {
    let masked = text;
    for (const [form, name] of this.#forms) if (masked.includes(form)) masked = masked.replaceAll(form, name);
    return masked;
  }

  /** The names of the secrets that stand in a text. One that is a mere word, as `password`, may stand there by chance and does not count. */
  namesIn(text: string): readonly string[] {
    return [...this.#names].filter(([secret]) => !/^[a-z]{1,12}$/i.test(secret) && formsOf(secret).some((form) => text.includes(form))).map(([, name]) => name.slice(1, -1));
  }

  /** An exchange as it may be kept. */
  exchange(exchange: Exchange): Exchange {
    const { request, answer } = exchange;
    const asked = { ...request, url: this.text(request.url), headers: request.headers.map(([name, value]) => [name, this.#asked(name, value)] as const), ...(request.body === undefined ? {} : { body: this.#body(request.body) }) };
    return { ...exchange, request: asked, ...(answer === undefined ? {} : { answer: { ...answer, headers: this.#fields(answer.headers), body: this.#body(answer.body) } }) };
  }

  #body(body: string): string {
    return this.text(body.slice(0, MOST_KEPT).replace(SECRET_MEMBERS, (_, before: string, secret: string, after: string) => before + shapeOf(secret) + after));
  }

  #fields(fields: Fields): Fields {
    // RFC 6265 section 4.1.1: the pair, then attributes that are worth reading.
    return fields.map(([name, value]) => [name, /^set-cookie$/i.test(name) ? this.text(value).replace(/^([^=]+)=([^;]+)/, (_, cookie: string, secret: string) => `${cookie}=${shapeOf(secret)}`) : this.text(value)] as const);
  }

  #asked(name: string, value: string): string {
    const masked = this.text(value);
    // What nobody named is a secret all the same where the field can hold nothing else.
    return SECRET_FIELDS.test(name) && masked === value ? value.replace(/^\w+ |[^\s=;,]{6,}/g, (part) => (part.endsWith(' ') ? part : UNNAMED)) : masked;
  }
}

/** As it may stand in a text. */
const formsOf = (secret: string): readonly string[] => [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];

/** `eyJh.aB3-` as `aaaa.aA2-`: a UUID stays one, and so does base32. A point in time is no secret, whatever its member is called. */
function shapeOf(secret: string): string {
  return /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-][\d:]+))?$/.test(secret) ? secret : secret.replace(/[a-z]/g, 'a').replace(/[A-Z]/g, 'A').replace(/\d/g, '2');
}
