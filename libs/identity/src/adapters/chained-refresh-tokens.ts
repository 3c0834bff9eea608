import { createHmac, hash, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto';
import { type IssuedRefreshToken, type PresentedRefreshToken, RefreshTokens } from '../use-cases/refresh-tokens.js';
import { derivedKey } from './derived-key.js';
import { uuidBytes, uuidText } from './uuid-bytes.js';

const ID_BYTES = 16;
const SECRET_BYTES = 32;
const TAG_BYTES = 16;
const TOKEN = /^[A-Za-z0-9_-]{86}$/;

/**
 * A token is session id | 256-bit secret | tag. The tag proves that we made it, so that only a genuine token that was
 * replaced can end a session, never an invented one. A successor's secret is HMAC(key, id | secret | salt): who would
 * work it out needs the server's key, the token before it and the session's salt. See docs/adr/0008-refresh-families.md.
 */
export class ChainedRefreshTokens extends RefreshTokens {
  readonly #chainKey: KeyObject;
  readonly #tagKey: KeyObject;

  /** @param master COOKIE_KEY. */
  constructor(
    master: Buffer,
    private readonly random: (bytes: number) => Buffer = randomBytes,
  ) {
    super();
    this.#chainKey = derivedKey(master, 'refresh-chain');
    this.#tagKey = derivedKey(master, 'refresh-tag');
  }

  override first(sessionId: string): IssuedRefreshToken {
    return this.#issue(sessionId, this.random(SECRET_BYTES));
  }

  override salt(): string {
    return this.random(SECRET_BYTES).toString('base64url');
  }

  override successor({ sessionId, secret }: PresentedRefreshToken, salt: string): IssuedRefreshToken {
    return this.#issue(sessionId, createHmac('sha256', this.#chainKey).update(uuidBytes(sessionId)).update(secret).update(Buffer.from(salt, 'base64url')).digest());
  }

  override read(token: string): PresentedRefreshToken | undefined {
    if (!TOKEN.test(token)) return undefined;
    const bytes = Buffer.from(token, 'base64url');
    const id = bytes.subarray(0, ID_BYTES);
    const secret = bytes.subarray(ID_BYTES, ID_BYTES + SECRET_BYTES);
    if (!timingSafeEqual(bytes.subarray(ID_BYTES + SECRET_BYTES), this.#tag(id, secret))) return undefined;
    return { sessionId: uuidText(id), secret, hash: hashOf(secret) };
  }

  #issue(sessionId: string, secret: Buffer): IssuedRefreshToken {
    const id = uuidBytes(sessionId);
    return { token: Buffer.concat([id, secret, this.#tag(id, secret)]).toString('base64url'), hash: hashOf(secret) };
  }

  #tag(id: Buffer, secret: Buffer): Buffer {
    return createHmac('sha256', this.#tagKey).update(id).update(secret).digest().subarray(0, TAG_BYTES);
  }
}

/** The secret has 256 random bits, so a plain hash is enough. */
function hashOf(secret: Buffer): string {
  return hash('sha256', secret, 'base64url');
}
