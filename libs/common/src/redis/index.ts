export { RedisConnection } from './redis-connection.js';
export { RedisModule } from './redis.module.js';
export { SharedRedis } from './shared-redis.js';
