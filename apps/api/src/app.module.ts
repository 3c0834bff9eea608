import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from '@plumbline/config';
import { Database, pendingMigrations } from '@plumbline/database';
import { HealthModule, MigrationsCheck } from '@plumbline/health';
import { ObservabilityModule } from '@plumbline/observability';
import { MIGRATIONS } from '../../../migrations/index.js';
import { HomeController } from './pages/home.controller.js';
import { LogLevelController } from './pages/log-level.controller.js';
import { OpenApiController } from './pages/openapi.controller.js';
import { platform } from './platform.js';
import { VERSION } from './version.js';

/** What is on. */
@Module({})
export class AppModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [...platform(config, { runsJobs: true }), ObservabilityModule.forRoot(config), HealthModule.forRoot({ name: 'plumbline', version: VERSION })],
      controllers: [HomeController, OpenApiController, LogLevelController],
      providers: [{ provide: MigrationsCheck, inject: [Database], useFactory: (database: Database) => new MigrationsCheck(pendingMigrations(database, MIGRATIONS)) }],
    };
  }
}
