import type { Clock, Ids } from '@plumbline/config';
import { SignJWT } from 'jose';
import { AccessTokens, type AccessToken } from '../use-cases/access-tokens.js';
import type { SigningKey } from '@plumbline/signatures';
import { ACCESS_TOKEN_SECONDS, AUDIENCE, tokenHeader } from './token-form.js';

/** Access tokens as JWTs (RFC 9068), signed with the first key. */
export class SignedAccessTokens extends AccessTokens {
  /** @param issuer PUBLIC_URL. */
  constructor(
    private readonly issuer: string,
    private readonly key: SigningKey,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {
    super();
  }

  override async issue({ userId, sessionId, roles, endsAt }: Parameters<AccessTokens['issue']>[0]): Promise<AccessToken> {
    const issuedAt = Math.floor(this.clock.now().getTime() / 1000);
    const expiresAt = Math.min(issuedAt + ACCESS_TOKEN_SECONDS, Math.floor(endsAt.getTime() / 1000));
    const token = await new SignJWT({ sid: sessionId, client_id: AUDIENCE, roles: [...roles] })
      .setProtectedHeader(tokenHeader(this.key.id))
      .setIssuer(this.issuer)
      .setAudience(AUDIENCE)
      .setSubject(userId)
      .setJti(this.ids.next())
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(this.key.privateKey);
    return { token, expiresIn: Math.max(0, expiresAt - issuedAt) };
  }
}
