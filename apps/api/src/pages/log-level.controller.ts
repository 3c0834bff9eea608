import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OneOf, Operation } from '@plumbline/common';
import { LogLevel, LOG_LEVELS } from '@plumbline/observability';

class LogLevelDto {
  @OneOf(LOG_LEVELS, { example: 'info', description: 'Least level that is written.' })
  level!: (typeof LOG_LEVELS)[number];
}

/** Lets an admin look closer while the service runs. It holds for this process, until it ends. */
@ApiTags('operations')
@Controller('operations/log-level')
export class LogLevelController {
  constructor(private readonly logLevel: LogLevel) {}

  @Operation('operations.getLogLevel', { summary: 'Least log level', response: LogLevelDto })
  @Get()
  read(): LogLevelDto {
    return { level: this.logLevel.get() };
  }

  @Operation('operations.setLogLevel', { summary: 'Change the least log level', response: LogLevelDto, example: { level: 'debug' } })
  @Put()
  change(@Body() { level }: LogLevelDto): LogLevelDto {
    this.logLevel.set(level);
    return { level };
  }
}
