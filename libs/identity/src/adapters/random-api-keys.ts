import { hash, randomBytes } from 'node:crypto';
import { ApiKeySecrets, type IssuedApiKey } from '../use-cases/api-key-secrets.js';

/** `plb_`, by which log maskers and secret scanners know it; eight characters that are shown; 256 random bits. */
const KEY = /^plb_[A-Za-z0-9]{8}_[A-Za-z0-9_-]{43}$/;

/**
 * A key has 256 random bits, so that SHA-256 is all it needs: a slow hash makes guesses dear, and there is nothing to guess. A look-up
 * by the hash takes no longer for a key that is nearly right, since a hash that is nearly right cannot be aimed at.
 */
export class RandomApiKeys extends ApiKeySecrets {
  constructor(private readonly random: (bytes: number) => Buffer = randomBytes) {
    super();
  }

  override issue(): IssuedApiKey {
    const prefix = `plb_${this.#label()}`;
    const key = `${prefix}_${this.random(32).toString('base64url')}`;
    return { key, prefix, hash: digest(key) };
  }

  override hashOf(text: string): string | undefined {
    return KEY.test(text) ? digest(text) : undefined;
  }

  /** Eight letters and digits; the dice are thrown again in the rare case that too few came. */
  #label(): string {
    const label = this.random(12).toString('base64').replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 8);
    return label.length === 8 ? label : this.#label();
  }
}

function digest(key: string): string {
  return hash('sha256', key, 'base64url');
}
