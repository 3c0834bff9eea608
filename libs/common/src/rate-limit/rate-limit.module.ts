import { Global, Module } from '@nestjs/common';
import { Config } from '@plumbline/config';
import { ClientAddress } from '../client-address/client-address.js';
import { RedisModule, SharedRedis } from '../redis/index.js';
import { RateLimits } from './rate-limits.js';
import {
  AddressLimitGuard,
  FastAddressLimitGuard,
  FastPrincipalLimitGuard,
  PrincipalLimitGuard,
} from './limit-guards.js';
import { ratePolicies } from './policies.js';
import { InProcessRateLimiter, RateLimiter } from './rate-limiter.js';
import { RedisRateLimiter } from './redis-rate-limiter.js';
import { StockAddressLimitGuard, StockPrincipalLimitGuard } from './stock-limit-guards.js';
import { SlidingWindowStorage } from './throttler-storage.js';

function limiterOf({ connection }: SharedRedis): RateLimiter {
  return connection === undefined ? new InProcessRateLimiter() : new RedisRateLimiter(connection);
}

/** The rate limits and the client's address, as the environment says. Needs `ConfigModule`. */
@Global()
@Module({
  imports: [RedisModule],
  providers: [
    {
      provide: ClientAddress,
      inject: [Config],
      useFactory: (config: Config) => new ClientAddress(config.get('TRUSTED_PROXIES')),
    },
    { provide: RateLimiter, inject: [SharedRedis], useFactory: limiterOf },
    {
      provide: RateLimits,
      inject: [RateLimiter, ClientAddress, Config],
      useFactory: (limiter: RateLimiter, clients: ClientAddress, config: Config) =>
        new RateLimits(limiter, clients, ratePolicies(config.get('RATE_LIMIT_FACTOR'))),
    },
    {
      provide: AddressLimitGuard,
      inject: [RateLimits, RateLimiter, Config],
      useFactory: (limits: RateLimits, limiter: RateLimiter, config: Config) =>
        config.get('EDGE') === 'fast'
          ? new FastAddressLimitGuard(limits)
          : new StockAddressLimitGuard(limits, new SlidingWindowStorage(limiter)),
    },
    {
      provide: PrincipalLimitGuard,
      inject: [RateLimits, RateLimiter, Config],
      useFactory: (limits: RateLimits, limiter: RateLimiter, config: Config) =>
        config.get('EDGE') === 'fast'
          ? new FastPrincipalLimitGuard(limits)
          : new StockPrincipalLimitGuard(limits, new SlidingWindowStorage(limiter)),
    },
  ],
  exports: [ClientAddress, RateLimiter, RateLimits, AddressLimitGuard, PrincipalLimitGuard],
})
export class RateLimitModule {}
