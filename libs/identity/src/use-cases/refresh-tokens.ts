/** A refresh token for its bearer, and what is stored of it. */
export interface IssuedRefreshToken {
  readonly token: string;
  readonly hash: string;
}

/** A genuine refresh token that somebody presents; whether it is (still) good is the session's business. */
export interface PresentedRefreshToken {
  readonly sessionId: string;
  readonly hash: string;
  readonly secret: Buffer;
}

/** Makes and reads refresh tokens. Only hashes of them are stored. */
export abstract class RefreshTokens {
  /** The first token of a session. */
  abstract first(sessionId: string): IssuedRefreshToken;

  /** A fresh salt for the next successor. */
  abstract salt(): string;

  /** The token that replaces `presented`: the same each time for the same salt, so that sibling tabs get the same one. */
  abstract successor(presented: PresentedRefreshToken, salt: string): IssuedRefreshToken;

  /** @returns undefined for anything that we did not make. */
  abstract read(token: string): PresentedRefreshToken | undefined;
}
