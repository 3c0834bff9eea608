import { type DynamicModule, Module } from '@nestjs/common';
import { AssessmentsModule } from '@plumbline/assessments';
import { AuditLogModule } from '@plumbline/audit-log';
import { BusinessesModule } from '@plumbline/businesses';
import { CertificatesModule } from '@plumbline/certificates';
import { CommonModule } from '@plumbline/common';
import { type Config, ConfigModule } from '@plumbline/config';
import { Database, DatabaseModule, pendingMigrations } from '@plumbline/database';
import { HealthModule, MigrationsCheck } from '@plumbline/health';
import { IdentityModule } from '@plumbline/identity';
import { JobsModule } from '@plumbline/jobs';
import { MailModule } from '@plumbline/mail';
import { ObservabilityModule } from '@plumbline/observability';
import { MIGRATIONS } from '../../../migrations/index.js';
import { HomeController } from './pages/home.controller.js';
import { LogLevelController } from './pages/log-level.controller.js';
import { OpenApiController } from './pages/openapi.controller.js';
import { PROBLEM_TYPES } from './problems.js';
import { VERSION } from './version.js';

/** What is on. */
@Module({})
export class AppModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(config),
        ObservabilityModule.forRoot(config),
        DatabaseModule.forRoot(),
        CommonModule.forRoot(PROBLEM_TYPES),
        HealthModule.forRoot({ name: 'plumbline', version: VERSION }),
        JobsModule.forRoot(),
        MailModule.forRoot(config),
        IdentityModule,
        BusinessesModule,
        AssessmentsModule,
        CertificatesModule,
        AuditLogModule,
      ],
      controllers: [HomeController, OpenApiController, LogLevelController],
      providers: [{ provide: MigrationsCheck, inject: [Database], useFactory: (database: Database) => new MigrationsCheck(pendingMigrations(database, MIGRATIONS)) }],
    };
  }
}
