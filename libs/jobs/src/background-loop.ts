/**
 * Work that goes on as long as the process does, wherever jobs are run: for what would wait too long for a job's round, or is not worth one
 * document a piece. Any provider of any module that extends this class is found at start. Several processes run it at the same time,
 * so it takes what it works on by a lease of its own.
 */
export abstract class BackgroundLoop {
  /** For the log: `The payments worker`. */
  abstract readonly title: string;

  /**
   * Works until it is told to stop. It is begun again when it ends or fails before that.
   * @param stop aborted when the process ends; what is under way may take 2 s more.
   */
  abstract run(stop: AbortSignal): Promise<void>;
}
