import type { Exchange, Fields } from './exchange.ts';

const SECRET_FIELDS = /^(authorization|proxy-authorization|cookie|x-api-key|stripe-signature)$/i;
/** Shorter values would be found in innocent text. */
const LEAST_SECRET = 6;

/**
 * What must not be written down: tokens, passwords, keys. Each has a name that stands in its place, so that a reader still sees which one
 * it was, and that two were the same.
 */
export class Mask {
  readonly #names = new Map<string, string>();

  /** @param name how it is shown: `token of admin`. @returns the secret, for who has just got it. */
  add(secret: string, name: string): string {
    if (secret.length >= LEAST_SECRET && !this.#names.has(secret)) this.#names.set(secret, `<${name}>`);
    return secret;
  }

  /** A text without the secrets, also where they stand percent-encoded or in base64. */
  text(text: string): string {
    let masked = text;
    for (const [secret, name] of this.#names) {
      for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]) if (masked.includes(form)) masked = masked.replaceAll(form, name);
    }
    return masked;
  }

  exchange(exchange: Exchange): Exchange {
    const { request, answer } = exchange;
    const url = this.text(request.url);
    const asked = { ...request, url, headers: this.#fields(request.headers), ...(request.body === undefined ? {} : { body: this.text(request.body) }) };
    if (answer === undefined) return { ...exchange, request: asked };
    return { ...exchange, request: asked, answer: { ...answer, headers: this.#fields(answer.headers), body: this.text(answer.body) } };
  }

  #fields(fields: Fields): Fields {
    return fields.map(([name, value]) => [name, this.#field(name, value)] as const);
  }

  #field(name: string, value: string): string {
    const masked = this.text(value);
    // What nobody named is a secret all the same where the field can hold nothing else.
    if (SECRET_FIELDS.test(name) && masked === value && !/^\w+ ?$/.test(value)) return value.replace(/[^\s=;]{6,}/g, '<masked>');
    // RFC 6265 section 4.1.1: the pair, then attributes that are worth reading.
    return /^set-cookie$/i.test(name) ? masked.replace(/^([^=]+)=([^;]{6,})/, '$1=<masked>') : masked;
  }
}
