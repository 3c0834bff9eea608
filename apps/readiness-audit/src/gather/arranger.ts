import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { RequestTemplate } from '../target/target-file.ts';

/** What a target's arranger tells of one operation: a request that will succeed. */
export interface Arranged extends Pick<RequestTemplate, 'params' | 'query' | 'body'> {
  /** With the credentials of whoever may send it. */
  readonly headers?: Readonly<Record<string, string>>;
  /** In place of `body`, what is no JSON: a form with a file. */
  readonly base64?: string;
  /** Role of the sender; none for nobody. */
  readonly role?: string;
  /** Another account of the same role that must not reach what the request is about: its credentials. */
  readonly stranger?: Readonly<Record<string, string>>;
}

const PATIENCE_MS = 60_000;

/**
 * A program of the target's owner that brings the service into the state in which an operation succeeds. It reads a line of JSON for each
 * wish, `{"operation":"payments.refund"}`, and answers each with one line: an `Arranged`, or `{"cannot":"why"}`. It ends when its input does.
 */
export class Arranger {
  readonly #child: ChildProcess;
  readonly #waiting: ((line: string) => void)[] = [];
  #end: string | undefined;

  /** @param command run by a shell in `folder` */
  constructor(command: string, folder: string) {
    this.#child = spawn(command, { shell: true, cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child.once('error', (error) => this.giveUp(`the arranger could not be started: ${error.message}`));
    this.#child.once('close', (code) => this.giveUp(`the arranger ended with ${code ?? 'a signal'}`));
    this.#child.stdin?.on('error', () => this.giveUp('the arranger reads no more'));
    if (this.#child.stdout !== null) createInterface({ input: this.#child.stdout }).on('line', (line) => this.#waiting.shift()?.(line));
  }

  /** @returns the request, or why there is none. One wish after another is answered. */
  async ask(operation: string): Promise<Arranged | { readonly cannot: string }> {
    if (this.#end !== undefined) return { cannot: this.#end };
    let timer: NodeJS.Timeout | undefined;
    const line = await new Promise<string>((resolve) => {
      this.#waiting.push(resolve);
      // Its answer would be taken for the next one's: who is this late is not asked again.
      timer = setTimeout(() => {
        this.#end = `the arranger did not answer within ${PATIENCE_MS / 1000} s`;
        resolve(JSON.stringify({ cannot: this.#end }));
      }, PATIENCE_MS);
      this.#child.stdin?.write(`${JSON.stringify({ operation })}\n`);
    });
    clearTimeout(timer);
    try {
      return JSON.parse(line) as Arranged | { readonly cannot: string };
    } catch {
      return { cannot: `the arranger answered what is no JSON: ${line.slice(0, 100)}` };
    }
  }

  /** Nothing more is arranged, and whoever waits is told why. */
  giveUp(reason: string): void {
    this.#end ??= reason;
    for (const answer of this.#waiting.splice(0)) answer(JSON.stringify({ cannot: this.#end }));
  }

  close(): void {
    this.#child.stdin?.end();
    setTimeout(() => this.#child.kill(), 5_000).unref();
  }
}
