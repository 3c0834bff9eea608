import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Config } from '@plumbline/config';
import { RedisConnection } from './redis-connection.js';

/** The process's one connection to Redis, for all that share it. */
@Injectable()
export class SharedRedis implements OnApplicationShutdown, OnModuleInit {
  /** undefined without `REDIS_URL`. */
  readonly connection: RedisConnection | undefined;

  constructor(config: Config) {
    const url = config.get('REDIS_URL');
    this.connection = url === undefined ? undefined : new RedisConnection(url);
  }

  async onModuleInit(): Promise<void> {
    await this.connection?.settled();
  }

  onApplicationShutdown(): void {
    this.connection?.close();
  }
}
