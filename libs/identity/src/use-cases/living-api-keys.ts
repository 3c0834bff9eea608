import type { Scope } from '@plumbline/common';

/** What is asked of an API key on each request. */
export interface LivingApiKey {
  readonly apiKeyId: string;
  readonly userId: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Unix ms. */
  readonly expiresAt: number;
}

/** The keys that are not revoked, known without a question to the database wherever that is certain. */
export abstract class LivingApiKeys {
  /** @param hash `ApiKeySecrets.hashOf`. @throws Problem UNAUTHENTICATED when there is none (any more); DEPENDENCY_DOWN. */
  abstract byHash(hash: string): LivingApiKey | Promise<LivingApiKey>;

  /** To be called after a write to the key, so that this process knows at once. */
  abstract forget(hash: string): void;
}
