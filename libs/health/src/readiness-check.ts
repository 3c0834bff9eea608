/**
 * A dependency that `/ready` asks. Any provider of any module that extends this class is found at start and asked from then on;
 * so this library knows nothing of those whose dependencies they are.
 */
export abstract class ReadinessCheck {
  /** Key in the answer's `dependencies`: lower-case, a word. */
  abstract readonly name: string;
  /** false: the service works without it, less well; it is then `degraded`, and the service ready. */
  abstract readonly required: boolean;

  /** false: there is nothing of the kind here, and `/ready` does not speak of it. */
  get isConfigured(): boolean {
    return true;
  }

  /**
   * Asks the dependency itself, not what a client library believes of it.
   * @param deadlineMs after which the answer is not waited for any more.
   * @throws anything when it is not usable; the reason is logged, not answered.
   */
  abstract check(deadlineMs: number): Promise<void>;
}
