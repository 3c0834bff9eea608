import type { SecretFound } from './repository.ts';

/** Where the log stood when the run began. */
export interface LogStart {
  readonly file: string;
  readonly bytes: number;
}

export interface LogLine {
  /** Without secrets, at most 32 KiB of it. */
  readonly text: string;
  /** Of a line that is an object. */
  readonly json?: Readonly<Record<string, unknown>>;
  /** Secrets of the audit's accounts that stand in it, by name: `password of admin`. */
  readonly secrets?: readonly string[];
  /** What looks like a key of a provider; and like a token or a password of whoever asked. */
  readonly keys?: readonly Omit<SecretFound, 'line'>[];
  readonly credentials?: readonly Omit<SecretFound, 'line'>[];
}

/** What the service wrote while it was audited. */
export interface Logs {
  readonly file: string;
  /** All of them as long as they are not too many; then those that hold a canary, or something that looks like a secret. */
  readonly lines: readonly LogLine[];
  /** Lines that were searched, too, and not kept. */
  readonly more: number;
  /** It grew by more than is read. */
  readonly isCut: boolean;
}
