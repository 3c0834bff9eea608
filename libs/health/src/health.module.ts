import { type DynamicModule, Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { BUILD, type Build } from './build.js';
import { DatabaseCheck } from './checks/database-check.js';
import { DiskCheck } from './checks/disk-check.js';
import { RedisCheck } from './checks/redis-check.js';
import { HealthController } from './http/health.controller.js';
import { Readiness } from './readiness.js';
import { Shutdown } from './shutdown/shutdown.js';

/** The probes and the state of the shutdown. Needs `ConfigModule` and `DatabaseModule`. */
@Global()
@Module({})
export class HealthModule {
  static forRoot(build: Build): DynamicModule {
    return {
      module: HealthModule,
      imports: [DiscoveryModule, TerminusModule.forRoot({ logger: false })],
      controllers: [HealthController],
      providers: [{ provide: BUILD, useValue: build }, Readiness, Shutdown, DatabaseCheck, DiskCheck, RedisCheck],
      exports: [Shutdown],
    };
  }
}
