/** Signs access tokens. */
export abstract class AccessTokens {
  /**
   * @param roles informative: what counts is asked of the account on each request.
   * @param endsAt the end of the session, after which the token is not good either.
   */
  abstract issue(subject: { readonly userId: string; readonly sessionId: string; readonly roles: readonly string[]; readonly endsAt: Date }): Promise<AccessToken>;
}

export interface AccessToken {
  readonly token: string;
  /** Whole seconds from now. */
  readonly expiresIn: number;
}
