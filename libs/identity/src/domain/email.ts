/**
 * The form of an e-mail address under which an account is found and is unique: NFC, no outer blanks, lower case, an
 * international domain in its ASCII form (RFC 5890). RFC 5321 section 2.4 lets a host tell `Ada@` from `ada@`; no host
 * of today does, and two accounts a capital apart would be a trap.
 * @param email as it was typed, validated as an address before.
 */
export function normaliseEmail(email: string): string {
  const folded = email.normalize('NFC').trim().toLowerCase();
  const at = folded.lastIndexOf('@');
  const host = folded.slice(at + 1);
  return `${folded.slice(0, at + 1)}${URL.parse(`http://${host}/`)?.hostname ?? host}`;
}
