import { type DynamicModule, Global, Module } from '@nestjs/common';
import { AssessmentsModule } from '@plumbline/assessments';
import { BusinessesModule } from '@plumbline/businesses';
import { ErrorAnswers, RateLimitModule } from '@plumbline/common';
import { type Config, ConfigModule } from '@plumbline/config';
import { DatabaseModule } from '@plumbline/database';
import { HealthModule } from '@plumbline/health';
import { IdentityModule } from '@plumbline/identity';

/** What the domain libraries ask of the edge by injection; nothing of it acts on a request. */
@Global()
@Module({ imports: [RateLimitModule], providers: [ErrorAnswers], exports: [ErrorAnswers, RateLimitModule] })
class EdgePartsModule {}

/** The same controllers and data layer as the application has, without its edge: no guard, pipe, filter, hook, log or metric. */
@Module({})
export class DomainModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: DomainModule,
      imports: [ConfigModule.forRoot(config), DatabaseModule.forRoot(), EdgePartsModule, HealthModule.forRoot({ name: 'bench', version: '0' }), IdentityModule, BusinessesModule, AssessmentsModule],
    };
  }
}
