import { Injectable } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { logger } from './logger.js';

/** From the most to the least talkative. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevelName = (typeof LOG_LEVELS)[number];

/** The least level that is written; changes apply to the next line. */
@Injectable()
export class LogLevel {
  get(): LogLevelName {
    return logger.level as LogLevelName;
  }

  set(level: LogLevelName): void {
    logger.level = level;
    // A pino child does not follow its parent, and nestjs-pino logs through a child; it is undefined until that has made it.
    const root = PinoLogger.root as PinoLogger['logger'] | undefined;
    if (root !== undefined) root.level = level;
  }
}
