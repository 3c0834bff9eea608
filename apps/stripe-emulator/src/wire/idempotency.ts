import { createHash } from 'node:crypto';
import { DAY_MS } from '../clock.ts';
import { StripeRefusal } from '../errors.ts';
import type { IdempotentAnswer } from '../records/events.ts';
import type { Store } from '../store/store.ts';

export interface Claim {
  readonly id: string;
  readonly key: string;
  readonly fingerprint: string;
}

/** https://docs.stripe.com/api/idempotent_requests: the first answer to a key is the answer to it for a day. */
export class Idempotency {
  readonly #store: Store;
  readonly #underWay = new Set<string>();

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * What a request claims with its key.
   * @param scope whose key it is: the connected account, if any
   */
  claim(key: string, scope: string | null, request: { readonly method: string; readonly pathname: string; readonly body: string }): Claim {
    if (key.length > 255) throw new StripeRefusal(400, { type: 'idempotency_error', message: 'Idempotency keys can be up to 255 characters long.' }, false);
    return { id: `${scope ?? ''}/${key}`, key, fingerprint: createHash('sha1').update(`${request.method} ${request.pathname}\n${request.body}`).digest('base64') };
  }

  /**
   * The answer that was given to this key.
   * @throws StripeRefusal 409 while the first request runs, 400 when it was another request
   */
  answered(claim: Claim, now: number): IdempotentAnswer | undefined {
    if (this.#underWay.has(claim.id)) {
      throw new StripeRefusal(409, { type: 'idempotency_error', code: 'idempotency_key_in_use', message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${claim.key}. Please try again later.` }, false);
    }
    const known = this.#store.idempotency.get(claim.id);
    if (!known || known.at + DAY_MS <= now) return undefined;
    if (known.fingerprint !== claim.fingerprint) {
      throw new StripeRefusal(400, { type: 'idempotency_error', message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${claim.key}' if you meant to execute a different request.` }, false);
    }
    return known;
  }

  begin(claim: Claim): void {
    this.#underWay.add(claim.id);
  }

  end(claim: Claim): void {
    this.#underWay.delete(claim.id);
  }

  keep(claim: Claim, answer: Omit<IdempotentAnswer, 'fingerprint' | 'id'>): void {
    // A key that is used again after its day stands anew at the end.
    this.#store.delete(this.#store.idempotency, [claim.id]);
    this.#store.save(this.#store.idempotency, { id: claim.id, fingerprint: claim.fingerprint, ...answer });
  }
}

/** Forgets answers that are older than a day: they stand in the order in which they came. */
export function forgetOldAnswers(store: Store, now: number): void {
  const old: string[] = [];
  for (const answer of store.idempotency.values()) {
    if (answer.at + DAY_MS > now) break;
    old.push(answer.id);
  }
  store.delete(store.idempotency, old);
}
