import type { Principal } from '@plumbline/common';
import type { Clock } from '@plumbline/config';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { ApiKeySecrets } from '../use-cases/api-key-secrets.js';
import type { ApiKeyUses } from '../use-cases/api-key-uses.js';
import type { LivingAccount, LivingAccounts } from '../use-cases/living-accounts.js';
import type { LivingApiKey, LivingApiKeys } from '../use-cases/living-api-keys.js';

/** A principal, and the account of which it was made. */
interface Known {
  readonly account: LivingAccount;
  readonly principal: Principal;
}

function refused(detail: string): Problem {
  return new Problem(PROBLEMS.UNAUTHENTICATED, { detail });
}

/** Which program calls, and for whom: key, time and account are asked on every request, from memory while the change streams are live. */
export class ApiKeyAuthenticator {
  /** Goes with the key out of the cache. */
  readonly #known = new WeakMap<LivingApiKey, Known>();

  constructor(
    private readonly secrets: ApiKeySecrets,
    private readonly keys: LivingApiKeys,
    private readonly living: LivingAccounts,
    private readonly uses: ApiKeyUses,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem UNAUTHENTICATED when the key is malformed, unknown, revoked or expired, or its owner is suspended. */
  authenticate(text: string): Principal | Promise<Principal> {
    const hash = this.secrets.hashOf(text);
    if (hash === undefined) throw refused('This is not an API key.');
    const key = this.keys.byHash(hash);
    return key instanceof Promise ? key.then((found) => this.#ask(found)) : this.#ask(key);
  }

  #ask(key: LivingApiKey): Principal | Promise<Principal> {
    if (this.clock.now().getTime() >= key.expiresAt) throw refused('The API key has expired.');
    const account = this.living.account(key.userId);
    return account instanceof Promise ? account.then((found) => this.#admit(key, found)) : this.#admit(key, account);
  }

  #admit(key: LivingApiKey, account: LivingAccount | undefined): Principal {
    if (account?.active !== true) throw refused('The owner of the API key has no active account.');
    const { apiKeyId, userId, scopes } = key;
    this.uses.note(apiKeyId, this.clock.now());
    const known = this.#known.get(key);
    if (known?.account === account) return known.principal;
    const principal = Object.freeze({ userId, credential: { kind: 'api-key', apiKeyId, scopes } as const, roles: account.roles, roleBits: account.roleBits });
    this.#known.set(key, { account, principal });
    return principal;
  }
}
