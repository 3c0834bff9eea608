import type { SessionKept } from '../artifacts/sessions.ts';
import { fieldsOf } from '../http/exchange.ts';
import type { Courier } from './courier.ts';
import { logIn, type LogInDone, type Session } from './session.ts';
import { Unavailable } from './unavailable.ts';

/** The accounts of the target file, logged in. */
export class Sessions {
  readonly #courier: Courier;
  readonly #sessions = new Map<string, Session>();
  readonly #problems: string[] = [];

  constructor(courier: Courier) {
    this.#courier = courier;
  }

  /** Logs all accounts in. @throws Unavailable when the target file names none, or when none of them can. */
  async open(): Promise<readonly SessionKept[]> {
    const kept: SessionKept[] = [];
    for (const [name, account] of Object.entries(this.#courier.target.accounts ?? {})) {
      const about = { account: name, role: account.role, isSpare: account.spare === true };
      try {
        const { session, exchange } = await logIn(this.#courier, name, account);
        this.#sessions.set(name, session);
        kept.push({ ...about, ...(exchange === undefined ? {} : { exchange: exchange.id, cookies: fieldsOf(exchange.answer?.headers ?? [], 'set-cookie') }) });
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
        this.#problems.push(error.message);
        kept.push({ ...about, problem: error.message });
      }
    }
    if (kept.length === 0) throw new Unavailable('The target file names no account: add `accounts`, and `login` or the `headers` of each.');
    if (this.#sessions.size === 0) throw new Unavailable(this.#problems.join(' '));
    return kept;
  }

  /** Who is not logged in, and why: sentences behind what is missed for it, each with a space before it; empty where all are. */
  get refused(): string {
    return this.#problems.map((problem) => ` ${problem}`).join('');
  }

  /** Those that may be used at any time. */
  get usable(): readonly Session[] {
    return [...this.#sessions.values()].filter(({ isSpare }) => !isSpare);
  }

  /** Those that may be used up. */
  get spare(): readonly Session[] {
    return [...this.#sessions.values()].filter(({ isSpare }) => isSpare);
  }

  named(account: string): Session | undefined {
    return this.#sessions.get(account);
  }

  /** Logs an account in once more. @throws Unavailable */
  async again(account: string): Promise<Session> {
    const { session } = await this.apart(account);
    this.#sessions.set(account, session);
    return session;
  }

  /** Logs an account in for one purpose: nobody else gets this session. @throws Unavailable */
  async apart(account: string): Promise<LogInDone> {
    const told = this.#courier.target.accounts?.[account];
    if (told === undefined) throw new Unavailable(`The target file names no account ${account}.`);
    return logIn(this.#courier, account, told);
  }
}
