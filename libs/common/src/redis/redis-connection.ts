import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';

/** The most a request waits for Redis, once, before it is given up until it answers again; above the pauses of a busy event loop. */
const COMMAND_TIMEOUT_MS = 250;

/**
 * The connection for what processes share (limits, prepared answers), made so that a Redis that is down costs nothing and one that
 * hangs costs one short wait: no queue, no second try, and a silent socket is dropped at once. ioredis then connects anew by itself and
 * is `ready` only when Redis really answers; until then each process goes on by itself, without waiting.
 */
export class RedisConnection {
  readonly client: Redis;
  private readonly logger = new Logger('Redis');
  private away = false;

  /** @param url `REDIS_URL`. */
  constructor(url: string) {
    this.client = new Redis(url, {
      connectionName: 'plumbline-shared',
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      connectTimeout: 1_000,
      commandTimeout: COMMAND_TIMEOUT_MS,
      socketTimeout: COMMAND_TIMEOUT_MS,
      disconnectTimeout: 200,
      retryStrategy: (attempt) => Math.min(50 * attempt, 1_000),
    });
    this.client.on('ready', () => this.report(false));
    this.client.on('close', () => this.report(true));
    // Every failed attempt to connect is an event, too; the two lines above say all there is to say.
    this.client.on('error', () => undefined);
  }

  get isReady(): boolean {
    return this.client.status === 'ready';
  }

  /** Waits until the first attempt to connect went one way or the other, so that a fresh process shares from its first request on; it takes at most a second. */
  async settled(): Promise<void> {
    if (this.isReady || this.away) return;
    await new Promise<void>((resolve) => {
      this.client.once('ready', resolve);
      this.client.once('close', resolve);
    });
  }

  /**
   * Asks Redis for an answer, for the readiness probe.
   * @throws Error when it is away or does not answer within 250 ms.
   */
  async ping(): Promise<void> {
    await this.client.ping();
  }

  close(): void {
    this.client.removeAllListeners('close');
    this.client.disconnect();
  }

  private report(away: boolean): void {
    if (away === this.away) return;
    this.away = away;
    if (away) this.logger.warn('Redis is away; until it is back each process counts its rate limits and keeps prepared answers for itself.');
    else this.logger.log('Redis is back; rate limits and prepared answers are shared again.');
  }
}
