import { createHmac, createSecretKey, hash, hkdfSync, type KeyObject } from 'node:crypto';
import { InvitationSecrets } from '../use-cases/invitation-secrets.js';

/** HMAC-SHA-256 over business and invitation, under a key of its own (HKDF, RFC 5869); stored is the SHA-256 of that. */
export class KeyedInvitationSecrets extends InvitationSecrets {
  readonly #key: KeyObject;

  /** @param master COOKIE_KEY. */
  constructor(master: Buffer) {
    super();
    this.#key = createSecretKey(Buffer.from(hkdfSync('sha256', master, '', 'plumbline/businesses/invitation', 32)));
  }

  override of(businessId: string, invitationId: string): string {
    return createHmac('sha256', this.#key).update(`${businessId}|${invitationId}`).digest('base64url');
  }

  override hash(secret: string): string {
    return hash('sha256', secret, 'base64url');
  }
}
