/** Signed marks of devices on which somebody has logged in (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"). */
export abstract class DeviceCookies {
  /** @param account key of the account (`UserRepository.accountKey`), to which the mark is bound. */
  abstract issue(account: string): string;

  /** @returns the device's nonce; undefined when the mark is not ours, of another account, or too old. */
  abstract read(mark: string | undefined, account: string): string | undefined;
}
