import { createHmac, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { Clock } from '@plumbline/config';
import { DEVICE_KNOWN_MS } from '../domain/login-limits.js';
import { DeviceCookies } from '../use-cases/device-cookies.js';
import { derivedKey } from './derived-key.js';

const MARK = /^([A-Za-z0-9_-]{22})\.(\d{10,13})\.([A-Za-z0-9_-]{43})$/;

/** nonce . expiry (Unix s) . HMAC over account, nonce and expiry: tells a stranger nothing about the account. */
export class SignedDeviceCookies extends DeviceCookies {
  readonly #key: KeyObject;

  /** @param master COOKIE_KEY. */
  constructor(
    master: Buffer,
    private readonly clock: Clock,
    private readonly random: (bytes: number) => Buffer = randomBytes,
  ) {
    super();
    this.#key = derivedKey(master, 'device-cookie');
  }

  override issue(account: string): string {
    const nonce = this.random(16).toString('base64url');
    const expires = String(Math.floor((this.clock.now().getTime() + DEVICE_KNOWN_MS) / 1000));
    return `${nonce}.${expires}.${this.#sign(account, nonce, expires).toString('base64url')}`;
  }

  override read(mark: string | undefined, account: string): string | undefined {
    const [, nonce = '', expires = '', signature = ''] = MARK.exec(mark ?? '') ?? [];
    if (nonce === '' || Number(expires) * 1000 <= this.clock.now().getTime()) return undefined;
    return timingSafeEqual(Buffer.from(signature, 'base64url'), this.#sign(account, nonce, expires)) ? nonce : undefined;
  }

  #sign(account: string, nonce: string, expires: string): Buffer {
    return createHmac('sha256', this.#key).update(`${account}|${nonce}|${expires}`).digest();
  }
}
