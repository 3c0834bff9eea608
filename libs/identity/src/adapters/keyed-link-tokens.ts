import { createHmac, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto';
import { LINK_LIFE_MS, LINK_TOKEN_PATTERN, type LinkPurpose } from '../domain/mail-links.js';
import { LinkTokens } from '../use-cases/link-tokens.js';
import { derivedKey } from './derived-key.js';
import { uuidBytes, uuidText } from './uuid-bytes.js';

const ID_BYTES = 16;
const NONCE_BYTES = 16;

/** account id | HMAC-SHA-256(key of the purpose, account id | nonce); see docs/adr/0016-tokens-in-mails.md. */
export class KeyedLinkTokens extends LinkTokens {
  readonly #keys: Readonly<Record<LinkPurpose, KeyObject>>;

  /** @param master COOKIE_KEY. */
  constructor(
    master: Buffer,
    private readonly random: (bytes: number) => Buffer = randomBytes,
  ) {
    super();
    const purposes = Object.keys(LINK_LIFE_MS) as LinkPurpose[];
    this.#keys = Object.fromEntries(purposes.map((purpose) => [purpose, derivedKey(master, `mail-link/${purpose}`)])) as Record<LinkPurpose, KeyObject>;
  }

  override nonce(): string {
    return this.random(NONCE_BYTES).toString('base64url');
  }

  override token(purpose: LinkPurpose, userId: string, nonce: string): string {
    return this.#bytes(purpose, userId, nonce).toString('base64url');
  }

  override userIdOf(token: string): string | undefined {
    return LINK_TOKEN_PATTERN.test(token) ? uuidText(Buffer.from(token, 'base64url').subarray(0, ID_BYTES)) : undefined;
  }

  override matches(token: string, purpose: LinkPurpose, userId: string, nonce: string): boolean {
    return LINK_TOKEN_PATTERN.test(token) && timingSafeEqual(Buffer.from(token, 'base64url'), this.#bytes(purpose, userId, nonce));
  }

  #bytes(purpose: LinkPurpose, userId: string, nonce: string): Buffer {
    const id = uuidBytes(userId);
    return Buffer.concat([id, createHmac('sha256', this.#keys[purpose]).update(id).update(Buffer.from(nonce, 'base64url')).digest()]);
  }
}
