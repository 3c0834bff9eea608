import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Clock, SystemClock } from './clock.js';
import { Config } from './config.js';
import { Ids, TimeOrderedIds } from './ids.js';

/** Gives every module the one `Config`, the clock and the source of ids. */
@Global()
@Module({})
export class ConfigModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: ConfigModule,
      providers: [
        { provide: Config, useValue: config },
        { provide: Clock, useClass: SystemClock },
        { provide: Ids, useClass: TimeOrderedIds },
      ],
      exports: [Config, Clock, Ids],
    };
  }
}
