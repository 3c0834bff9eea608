import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Config } from '@plumbline/config';
import { LoggerModule } from 'nestjs-pino';
import { LogLevel } from './log/log-level.js';
import { logger } from './log/logger.js';
import { pinoParams } from './log/stock-request-log.js';

/** The application logger (nestjs-pino's `Logger`, for `app.useLogger`) and the level that can be changed. What happens per request is `installObservability`. */
@Global()
@Module({})
export class ObservabilityModule {
  static forRoot(config: Config): DynamicModule {
    logger.level = config.get('LOG_LEVEL');
    return {
      module: ObservabilityModule,
      imports: [LoggerModule.forRoot(pinoParams(config.get('EDGE')))],
      providers: [LogLevel],
      exports: [LogLevel, LoggerModule],
    };
  }
}
