/** So many failures in a window, then refused for a while. */
export interface FailureLimit {
  /** Name of the counter, unique in the process. */
  readonly name: string;
  readonly quota: number;
  /** Whole seconds. */
  readonly windowSeconds: number;
  /** Whole seconds. */
  readonly blockSeconds: number;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/**
 * How often a password may be guessed (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"). Nobody but a
 * holder of the device's cookie can use up `device`; `account` is what all strangers together get, from however many
 * addresses: at most 480 guesses a day against one account.
 */
export const LOGIN_LIMITS = {
  device: { name: 'login-device', quota: 10, windowSeconds: 15 * MINUTE, blockSeconds: 15 * MINUTE },
  address: { name: 'login-address', quota: 5, windowSeconds: 15 * MINUTE, blockSeconds: 15 * MINUTE },
  account: { name: 'login-account', quota: 20, windowSeconds: HOUR, blockSeconds: HOUR },
} as const satisfies Record<string, FailureLimit>;

/** How long a device is known after a login on it. */
export const DEVICE_KNOWN_MS = 180 * 86_400_000;
