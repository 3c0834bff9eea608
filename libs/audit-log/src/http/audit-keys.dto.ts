import { ListOf, OneOf, Text } from '@plumbline/common';

/** A public key (RFC 7517, RFC 8037). */
export class AuditPublicKeyResponse {
  @OneOf(['OKP']) kty!: string;
  @OneOf(['Ed25519']) crv!: string;
  @Text({ min: 43, max: 43, pattern: /^[A-Za-z0-9_-]{43}$/, example: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }) x!: string;
  @Text({ max: 16, example: 'a1' }) kid!: string;
  @OneOf(['EdDSA']) alg!: string;
  @OneOf(['sig']) use!: string;
}

export class AuditKeySetResponse {
  @ListOf(() => AuditPublicKeyResponse, { min: 1, max: 64 }) keys!: readonly AuditPublicKeyResponse[];
}
