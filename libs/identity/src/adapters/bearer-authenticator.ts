import { Authenticator, type Principal } from '@plumbline/common';
import type { ApiKeyAuthenticator } from './api-key-authenticator.js';
import type { TokenAuthenticator } from './token-authenticator.js';

/** What tells an API key from an access token, which begins with a JSON object in base64. */
const API_KEY = 'plb_';

/** Takes whatever may stand after `Bearer`: a person's access token or a program's key. */
export class BearerAuthenticator extends Authenticator {
  constructor(
    private readonly tokens: TokenAuthenticator,
    private readonly apiKeys: ApiKeyAuthenticator,
    private readonly secondFactors: { isActive(userId: string): Promise<boolean> },
  ) {
    super();
  }

  override authenticate(token: string): Principal | Promise<Principal> {
    return token.startsWith(API_KEY) ? this.apiKeys.authenticate(token) : this.tokens.authenticate(token);
  }

  override hasSecondFactor(userId: string): Promise<boolean> {
    return this.secondFactors.isActive(userId);
  }
}
