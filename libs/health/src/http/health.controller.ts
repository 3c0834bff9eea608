import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '@plumbline/common';
import { Config } from '@plumbline/config';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { BUILD, type Build } from '../build.js';
import { Readiness } from '../readiness.js';
import { Shutdown } from '../shutdown/shutdown.js';
import { LivenessDto, ReadinessDto, VersionDto } from './health.dto.js';

/** What orchestrators, balancers and people ask of the process; outside the API's versioned prefix. */
@ApiTags('operations')
@Controller()
export class HealthController {
  constructor(
    private readonly readiness: Readiness,
    private readonly shutdown: Shutdown,
    private readonly config: Config,
    @Inject(BUILD) private readonly build: Build,
  ) {}

  @Operation('health.live', { summary: 'Whether the process is alive', description: 'Asks no dependency: restarting this process would not mend one.', response: LivenessDto, rateLimit: 'none' })
  @Get('health')
  @Header('cache-control', 'no-store')
  live(): LivenessDto {
    return { status: 'ok' };
  }

  @Operation('health.ready', {
    summary: 'Whether the service can do its work',
    description: 'Asks every dependency, each within a second. While it shuts down the answer is 503 although requests are still served.',
    response: ReadinessDto,
    problems: [PROBLEMS.NOT_READY, PROBLEMS.SHUTTING_DOWN],
    rateLimit: 'none',
  })
  @Get('ready')
  @Header('cache-control', 'no-store')
  async ready(): Promise<ReadinessDto> {
    if (this.shutdown.isDraining) throw new Problem(PROBLEMS.SHUTTING_DOWN);
    const { ready, dependencies } = await this.readiness.ask();
    if (!ready) throw new Problem(PROBLEMS.NOT_READY, { extensions: { dependencies } });
    return { status: 'ready', dependencies };
  }

  @Operation('health.version', { summary: 'What is running', response: VersionDto })
  @Get('version')
  @Header('cache-control', 'no-store')
  version(): VersionDto {
    return { ...this.build, commit: this.config.get('GIT_COMMIT') ?? 'unknown', node: process.version };
  }
}
