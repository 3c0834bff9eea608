/** The protected header of the tokens that a key signs (RFC 9068 section 2.1): a constant, so that a verifier takes nothing else. */
export function tokenHeader(keyId: string): { readonly alg: 'EdDSA'; readonly typ: 'at+jwt'; readonly kid: string } {
  return { alg: 'EdDSA', typ: 'at+jwt', kid: keyId };
}

/** Who the tokens are for. */
export const AUDIENCE = 'plumbline';

/** How long an access token is good for, in seconds. */
export const ACCESS_TOKEN_SECONDS = 600;
