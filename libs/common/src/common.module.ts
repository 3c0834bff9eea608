import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { Config } from '@plumbline/config';
import type { ProblemCatalogue } from '@plumbline/problems';
import { AuthenticationGuard } from './access/authentication.guard.js';
import { RoleGuard } from './access/role.guard.js';
import { StepUpGuard } from './access/step-up.guard.js';
import { ErrorAnswers } from './errors/error-answers.js';
import { ProblemFilter } from './errors/problem.filter.js';
import { PROBLEM_CATALOGUE, ProblemPagesController } from './errors/problem-pages.controller.js';
import { Idempotency } from './idempotency/idempotency.js';
import { IdempotencyStore } from './idempotency/idempotency-store.js';
import { AddressLimitGuard, PrincipalLimitGuard, RateLimitModule } from './rate-limit/index.js';
import { RedisModule } from './redis/index.js';
import { EdgeValidationPipe } from './validation/index.js';

/** The shared guards (in their order), the pipe, the filter and what they stand on, for every module at once. */
@Global()
@Module({})
export class CommonModule {
  /** @param catalogue the merged problems of all libraries. */
  static forRoot(catalogue: ProblemCatalogue): DynamicModule {
    return {
      module: CommonModule,
      imports: [RedisModule, RateLimitModule],
      controllers: [ProblemPagesController],
      providers: [
        { provide: PROBLEM_CATALOGUE, useValue: catalogue },
        ErrorAnswers,
        IdempotencyStore,
        Idempotency,
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_GUARD, useExisting: AddressLimitGuard },
        { provide: APP_GUARD, useClass: AuthenticationGuard },
        { provide: APP_GUARD, useExisting: PrincipalLimitGuard },
        { provide: APP_GUARD, useClass: StepUpGuard },
        { provide: APP_GUARD, useClass: RoleGuard },
        {
          provide: APP_PIPE,
          inject: [Config],
          useFactory: (config: Config) => new EdgeValidationPipe(config.get('EDGE')),
        },
      ],
      exports: [ErrorAnswers, Idempotency, IdempotencyStore, RateLimitModule],
    };
  }
}
