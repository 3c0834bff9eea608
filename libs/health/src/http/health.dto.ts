import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { DependencyState } from '../readiness.js';

@ApiSchema({ name: 'Liveness', description: 'The process is alive.' })
export class LivenessDto {
  @ApiProperty({ enum: ['ok'], example: 'ok', description: 'Always ok: a process that is not does not answer.' })
  status!: 'ok';
}

@ApiSchema({ name: 'Readiness', description: 'The service can do its work.' })
export class ReadinessDto {
  @ApiProperty({ enum: ['ready'], example: 'ready', description: 'Always ready; otherwise the answer is a problem.' })
  status!: 'ready';

  @ApiProperty({
    type: 'object',
    description: 'What the service stands on, by name.',
    maxProperties: 32,
    additionalProperties: {
      type: 'object',
      required: ['state', 'required', 'latencyMs'],
      additionalProperties: false,
      properties: {
        state: { type: 'string', enum: ['up', 'degraded', 'down'], description: 'degraded: down, but not required.' },
        required: { type: 'boolean', description: 'Whether the service is of use without it.' },
        latencyMs: { type: 'integer', format: 'int32', minimum: 0, maximum: 60000, description: 'How long its answer took, in ms.' },
      },
    },
    example: { mongodb: { state: 'up', required: true, latencyMs: 2 }, disk: { state: 'up', required: true, latencyMs: 0 } },
  })
  dependencies!: Record<string, DependencyState>;
}

@ApiSchema({ name: 'Version', description: 'What is running.' })
export class VersionDto {
  @ApiProperty({ type: String, maxLength: 100, pattern: '^[\\x20-\\x7E]*$', example: 'plumbline', description: 'Name of the service.' })
  name!: string;

  @ApiProperty({ type: String, maxLength: 100, pattern: '^[\\x20-\\x7E]*$', example: '0.1.0', description: 'Its semantic version.' })
  version!: string;

  @ApiProperty({ type: String, maxLength: 100, pattern: '^[\\x20-\\x7E]*$', example: '3f2c1ab', description: 'Commit it was built from; `unknown` when the build did not say.' })
  commit!: string;

  @ApiProperty({ type: String, maxLength: 100, pattern: '^[\\x20-\\x7E]*$', example: 'v24.21.0', description: 'Version of node.' })
  node!: string;
}
