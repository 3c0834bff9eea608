/** What is kept of a session. */
export interface SessionKept {
  readonly account: string;
  readonly role: string;
  /** It may be used up. */
  readonly isSpare: boolean;
  /** Id of the exchange in which it logged in; none where the target file gives its credentials. */
  readonly exchange?: string;
  readonly problem?: string;
  /** `Set-Cookie` fields of the login, without their secrets. */
  readonly cookies?: readonly string[];
}
