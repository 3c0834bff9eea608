import type { RedisConnection } from '../redis/index.js';
import type { MadeAnswer } from './made-answer.js';

/** Life of an answer in Redis: a change that Redis was never told of is over by then. */
const LIFE_MS = 60_000;
/** A change is remembered for longer than an answer that was read before it can still come and stay. */
const CHANGE_MS = 2 * LIFE_MS;

/** Keeps the highest version that was told: the processes' change streams are not equally fast. KEYS[1] document; ARGV version, ms. */
const RAISE = `
if tonumber(ARGV[1]) > tonumber(redis.call('get', KEYS[1]) or '0') then redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2]) end
`;

/** An answer that another process made. */
export interface SharedAnswer {
  readonly made: MadeAnswer;
  /** When it leaves Redis, and whoever took it from there asks again; ms since 1970. */
  readonly leavesAt: number;
}

interface Stored extends Omit<MadeAnswer, 'until'> {
  readonly until: number | null;
  readonly leavesAt: number;
}

/**
 * Answers that all processes share in Redis. An answer carries the version of its document, and beside the answers stands, for a while,
 * which version a changed document has: an older answer counts for nothing, whoever wrote it and however late. Nothing here throws:
 * while Redis is away there is no answer.
 */
export class SharedAnswers {
  constructor(
    private readonly connection: RedisConnection,
    private readonly name: string,
    private readonly now: () => number,
  ) {}

  async get(key: string): Promise<SharedAnswer | undefined> {
    try {
      const text = await this.#client?.get(this.#answerKey(key));
      if (text === null || text === undefined) return undefined;
      const { until, leavesAt, ...made } = JSON.parse(text) as Stored;
      // Asked after the answer was read, so that a change in between is seen.
      const changed = Number((await this.#client?.get(this.#changeKey(made.documentId))) ?? 0);
      return made.version < changed ? undefined : { made: until === null ? made : { ...made, until: new Date(until) }, leavesAt };
    } catch {
      return undefined;
    }
  }

  /** Lets the others have an answer; nobody waits for it. */
  put(key: string, made: MadeAnswer): void {
    const stored: Stored = { ...made, until: made.until?.getTime() ?? null, leavesAt: this.now() + LIFE_MS };
    this.#client?.set(this.#answerKey(key), JSON.stringify(stored), 'PX', LIFE_MS).catch(() => undefined);
  }

  /** From now on no answer of an older version of the document is taken. Commands of one process reach Redis in their order, so its own next question knows. */
  changed(documentId: string, version: number): void {
    this.#client?.eval(RAISE, 1, this.#changeKey(documentId), version, CHANGE_MS).catch(() => undefined);
  }

  get #client() {
    return this.connection.isReady ? this.connection.client : undefined;
  }

  #answerKey(key: string): string {
    return `plumbline:answer:${this.name}:${key}`;
  }

  #changeKey(documentId: string): string {
    return `plumbline:changed:${this.name}:${documentId}`;
  }
}
