import { type PublishedKey, publishedKey, type SigningKey } from '@plumbline/signatures';

/** The keys that others verify our tokens with; the first one signs. */
export class PublishedKeys {
  readonly keys: readonly PublishedKey[];

  constructor(signingKeys: readonly SigningKey[]) {
    this.keys = signingKeys.map(publishedKey);
  }
}
