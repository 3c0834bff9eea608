import { hash } from 'node:crypto';
import type { Principal } from '@plumbline/common';
import type { Clock } from '@plumbline/config';
import { BoundedMap } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { LivingAccount, LivingAccounts, LivingSession } from '../use-cases/living-accounts.js';
import type { AccessTokenVerifier, VerifiedToken } from './access-token-verifier.js';

/** Tokens whose signature is remembered as good, at least. */
const REMEMBERED = 20_000;

interface KnownToken extends VerifiedToken {
  /** Made from `session` and `account`, and good as long as that is what they are. */
  principal: Principal | undefined;
  session: LivingSession | undefined;
  account: LivingAccount | undefined;
}

function refused(detail: string): Problem {
  return new Problem(PROBLEMS.UNAUTHENTICATED, { detail });
}

/**
 * Who calls with an access token. Its signature is checked once; its time, its session and its account are asked on every request, at
 * no cost while the change streams are live. Roles are the account's of this moment, not the token's. When neither the
 * streams nor the database answer, nobody gets in.
 */
export class TokenAuthenticator {
  /** By SHA-256 of the token, so that a dump of the memory holds no token. */
  readonly #known = new BoundedMap<string, KnownToken>(REMEMBERED);

  constructor(
    private readonly verifier: AccessTokenVerifier,
    private readonly living: LivingAccounts,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem UNAUTHENTICATED when the token is malformed, forged or expired, or its session is over. */
  authenticate(token: string): Principal | Promise<Principal> {
    const known = this.#verify(token);
    const now = this.clock.now().getTime();
    if (now >= known.expiresAt) throw refused('The access token has expired. Refresh it or log in.');
    if (now < known.notBefore) throw refused('The access token is not valid yet.');
    const session = this.living.session(known.sessionId);
    const account = this.living.account(known.userId);
    if (session instanceof Promise || account instanceof Promise) return Promise.all([session, account]).then(([s, a]) => admit(known, s, a));
    return admit(known, session, account);
  }

  #verify(token: string): KnownToken {
    const key = hash('sha256', token, 'base64');
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const verified = { ...this.verifier.verify(token), principal: undefined, session: undefined, account: undefined };
    this.#known.set(key, verified);
    return verified;
  }
}

function admit(known: KnownToken, session: LivingSession | undefined, account: LivingAccount | undefined): Principal {
  if (session?.active !== true || session.userId !== known.userId || account?.active !== true) throw refused('The session is over. Log in.');
  if (known.principal !== undefined && known.session === session && known.account === account) return known.principal;
  const credential = Object.freeze({ kind: 'session', sessionId: known.sessionId, steppedUpAt: session.steppedUpAt } as const);
  known.session = session;
  known.account = account;
  known.principal = Object.freeze({ userId: known.userId, credential, roles: account.roles, roleBits: account.roleBits });
  return known.principal;
}
