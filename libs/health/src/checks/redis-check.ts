import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Config } from '@plumbline/config';
import { Redis } from 'ioredis';
import { ReadinessCheck } from '../readiness-check.js';

const RETRY_MS = 1_000;

/** Rate limits fall back to each process for itself without Redis, so that the service stays ready. Does nothing without `REDIS_URL`. */
@Injectable()
export class RedisCheck extends ReadinessCheck implements OnModuleDestroy {
  override readonly name = 'redis';
  override readonly required = false;
  readonly #redis: Redis | undefined;

  constructor(config: Config) {
    super();
    const url = config.get('REDIS_URL');
    if (url === undefined) return;
    this.#redis = new Redis(url, { connectionName: 'plumbline-health', enableOfflineQueue: false, maxRetriesPerRequest: 0, connectTimeout: RETRY_MS, commandTimeout: RETRY_MS, socketTimeout: RETRY_MS * 2, retryStrategy: () => RETRY_MS });
    // Every failed attempt to connect is an event; the probe tells.
    this.#redis.on('error', () => undefined);
  }

  /** Whether there is a Redis to ask at all. */
  override get isConfigured(): boolean {
    return this.#redis !== undefined;
  }

  override async check(): Promise<void> {
    await this.#redis?.ping();
  }

  onModuleDestroy(): void {
    this.#redis?.disconnect();
  }
}
