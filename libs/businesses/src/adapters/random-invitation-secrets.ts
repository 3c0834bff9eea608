import { createHash, randomBytes } from 'node:crypto';
import { InvitationSecrets } from '../use-cases/invitation-secrets.js';

const SECRET_BYTES = 32;

/** Secrets from the operating system's random source, hashed with SHA-256. */
export class RandomInvitationSecrets extends InvitationSecrets {
  override next(): string {
    return randomBytes(SECRET_BYTES).toString('base64url');
  }

  override hash(secret: string): string {
    return createHash('sha256').update(secret).digest('base64url');
  }
}
