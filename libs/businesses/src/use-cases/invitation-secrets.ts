/** Makes and hashes the secrets of invitation tokens. */
export abstract class InvitationSecrets {
  /** The secret of an invitation, 32 bytes in base64url without padding: the same each time, so that it stands nowhere but in the mail. */
  abstract of(businessId: string, invitationId: string): string;
  /** What is stored of a secret. */
  abstract hash(secret: string): string;
}
