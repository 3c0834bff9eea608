import { readable } from './sentence.mjs';
import { seconds } from './progress.mjs';

/** @typedef {{ name: string, pid: number, stop: (signal?: NodeJS.Signals) => Promise<void> }} Service */

/** What was started, and its end: the last started stops first, so that the API drains while its database still answers. */
export class Services {
  /** @type {Service[]} */
  #running = [];
  #keeper;
  stopping = false;

  /** @param {import('./keeper.mjs').Keeper} keeper */
  constructor(keeper) {
    this.#keeper = keeper;
  }

  /** @param {Service} service */
  add(service) {
    this.#running.push(service);
  }

  /**
   * Something ended or broke that nobody asked to. While everything stops anyway, it is no news.
   * @param {unknown} error
   */
  failed(error) {
    if (this.stopping) return;
    process.stderr.write(`\n${readable(error)}\n`);
    void this.stopAndExit(1);
  }

  /**
   * @param {number} code
   * @returns {Promise<void>} never comes back
   */
  async stopAndExit(code) {
    if (this.stopping) return;
    this.stopping = true;
    if (this.#running.length > 0) process.stdout.write('\nStopping.\n');
    for (const service of this.#running.reverse()) {
      const started = Date.now();
      await service.stop();
      process.stdout.write(`✓ ${service.name} stopped (${seconds(Date.now() - started)})\n`);
    }
    this.#keeper.close();
    process.exit(code);
  }

  /** The reader has no patience: no draining. */
  killAndExit() {
    process.stdout.write('Killed.\n');
    for (const { stop } of this.#running) void stop('SIGKILL');
    process.exit(1);
  }
}
