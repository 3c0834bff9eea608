import { createPublicKey, type KeyObject } from 'node:crypto';

/** The key that signed the requests' tokens (Ed25519), as a service finds it in the issuer's JWKS. */
export function tokenKey(): { readonly pem: string; readonly key: KeyObject } {
  const pem = process.env['BENCH_TOKEN_KEY'] as string;
  return { pem, key: createPublicKey(pem) };
}

/** Secret of the HS256 tokens; undefined when the tokens are the application's own. */
export function tokenSecret(): string | undefined {
  return process.env['BENCH_HS256_SECRET'];
}
