import { Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { decodeCursor, DEFAULT_PAGE_SIZE, encodeCursor, Operation, PageQuery, PathId } from '@plumbline/common';
import { PROBLEMS } from '@plumbline/problems';
import { type DeadJob, DeadJobs } from '../data/dead-jobs.repository.js';
import { DurableJobs } from '../queue/durable-jobs.js';
import { type DeadJobDto, DeadJobPageDto } from './dead-job.dto.js';

/** What could not be done, for admins. */
@ApiTags('operations')
@Controller('operations/dead-jobs')
export class DeadJobsController {
  constructor(
    private readonly deadJobs: DeadJobs,
    private readonly jobs: DurableJobs,
  ) {}

  @Operation('operations.listDeadJobs', { summary: 'Jobs whose attempts are used up, the latest first', description: 'Kept for 90 days.', response: DeadJobPageDto })
  @Get()
  async list(@Query() { limit = DEFAULT_PAGE_SIZE, cursor }: PageQuery): Promise<DeadJobPageDto> {
    const [at, id] = cursor === undefined ? [] : (decodeCursor(cursor, ['number', 'string']) as [number, string]);
    const after = at === undefined || id === undefined ? undefined : { value: new Date(at), id };
    const { items, next } = await this.deadJobs.list(limit, after);
    return { items: items.map(viewOf), nextCursor: next === undefined ? null : encodeCursor([(next.value as Date).getTime(), next.id]) };
  }

  @Operation('operations.rerunDeadJob', { summary: 'Run a dead job again', description: 'It has all its attempts again.', status: 204, problems: [PROBLEMS.STATE_CONFLICT] })
  @Post(':jobId/rerun')
  rerun(@PathId('jobId') jobId: string): Promise<void> {
    return this.jobs.rerun(this.deadJobs, jobId);
  }
}

function viewOf({ _id, name, attempts, enqueuedAt, diedAt, lastFailure, data }: DeadJob): DeadJobDto {
  const subject = Object.fromEntries(Object.entries(data).flatMap(([member, value]) => (isScalar(value) ? [[member, value instanceof Date ? value.toISOString() : String(value)]] : [])));
  return { id: _id, name, attempts, enqueuedAt: enqueuedAt.toISOString(), failedAt: (diedAt ?? enqueuedAt).toISOString(), reason: lastFailure?.reason ?? '', subject };
}

function isScalar(value: unknown): boolean {
  return value instanceof Date || ['string', 'number', 'boolean'].includes(typeof value);
}
