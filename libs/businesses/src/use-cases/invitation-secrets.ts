/** Makes and hashes the secrets of invitation tokens; randomness comes in here, so that tests are exact. */
export abstract class InvitationSecrets {
  /** A fresh secret: 32 random bytes, base64url without padding. */
  abstract next(): string;
  /** What is stored of a secret. */
  abstract hash(secret: string): string;
}
