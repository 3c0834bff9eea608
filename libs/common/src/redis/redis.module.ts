import { Global, Module } from '@nestjs/common';
import { SharedRedis } from './shared-redis.js';

/** The connection to Redis, where there is one. Needs `ConfigModule`. */
@Global()
@Module({ providers: [SharedRedis], exports: [SharedRedis] })
export class RedisModule {}
