import { Readable } from 'node:stream';
import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { decodeCursor, DEFAULT_PAGE_SIZE, encodeCursor, Operation } from '@plumbline/common';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { FastifyReply } from 'fastify';
import type { LogPlace } from '../domain/log-query.js';
import { ExportLog } from '../use-cases/export-log.js';
import { SearchLog } from '../use-cases/search-log.js';
import { type LogReport, VerifyLog } from '../use-cases/verify-log.js';
import { AuditEntryPage, AuditExportQuery, AuditLogQuery, AuditVerificationResponse } from './audit-log.dto.js';

/** Entries that are checked in a request: a few seconds. The command `audit-log verify` checks all. */
const CHECKED_AT_ONCE = 200_000;
const CHECK_MS = 40_000;
const DEADLINE_MS = 60_000;

@ApiTags('audit-log')
@Controller('audit-log')
export class AuditLogController {
  #checking: Promise<LogReport> | undefined;

  constructor(
    private readonly searchLog: SearchLog,
    private readonly verifyLog: VerifyLog,
    private readonly exportLog: ExportLog,
  ) {}

  @Operation('auditLog.search', { summary: 'Search the audit log', description: 'Newest first.', response: AuditEntryPage })
  @Get()
  async search(@Query() { limit = DEFAULT_PAGE_SIZE, cursor, from, to, ...rest }: AuditLogQuery): Promise<AuditEntryPage> {
    const { items, next } = await this.searchLog.execute({ ...rest, ...span(from, to) }, limit, placeOf(cursor));
    return { items, nextCursor: next === undefined ? null : encodeCursor([next.at.getTime(), next.id]) };
  }

  @Operation('auditLog.verify', {
    summary: 'Check the newest part of the audit log',
    description: `Looks at about ${CHECKED_AT_ONCE.toLocaleString('en')} entries, beginning behind a signed checkpoint, and names the first broken thing of each chain. The command \`npm run audit-log -- verify\` looks at all.`,
    response: AuditVerificationResponse,
    deadlineMs: DEADLINE_MS,
  })
  @Get('verification')
  async verify(): Promise<AuditVerificationResponse> {
    // It keeps a core busy for seconds: who asks meanwhile is given the same answer.
    this.#checking ??= this.verifyLog.newest(CHECKED_AT_ONCE, AbortSignal.timeout(CHECK_MS)).finally(() => (this.#checking = undefined));
    const { findings, newest, ...report } = await this.#checking;
    return { ...report, sound: findings.length === 0, newestCheckpoint: newest === undefined ? null : { number: newest.n, at: newest.at, keyId: newest.keyId }, findings };
  }

  @Operation('auditLog.export', {
    summary: 'Export the audit log',
    description: 'NDJSON that anybody can check with the public keys alone; docs/audit-log.md specifies it. A part is widened to whole spans between checkpoints. A log too large for a minute is exported in parts, or by the command.',
    raw: { mediaType: 'application/x-ndjson', description: 'A header, entries and checkpoints in the order of their check, and a last line without which it was cut short.' },
    deadlineMs: DEADLINE_MS,
  })
  @Get('export')
  async export(@Query() { from, to }: AuditExportQuery, @Res() reply: FastifyReply): Promise<void> {
    const chunks = this.exportLog.chunks(span(from, to));
    // What cannot even begin is a problem like any other; later failures can only cut the answer short, and its last line is missing.
    const first = await chunks.next();
    reply.type('application/x-ndjson; charset=utf-8').header('content-disposition', 'attachment; filename="plumbline-audit-log.ndjson"');
    await reply.send(Readable.from(startingWith(first.done === true ? '' : first.value, chunks), { objectMode: false }));
  }
}

async function* startingWith(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}

/** @throws Problem VALIDATION_FAILED at `?to` when it ends before it begins. */
function span(from: string | undefined, to: string | undefined): { readonly from?: Date; readonly to?: Date } {
  const dates = { ...(from === undefined ? {} : { from: new Date(from) }), ...(to === undefined ? {} : { to: new Date(to) }) };
  if (dates.from !== undefined && dates.to !== undefined && dates.to < dates.from) {
    throw new Problem(PROBLEMS.VALIDATION_FAILED, { detail: '1 field is not valid.', errors: [{ pointer: '?to', code: 'RANGE', message: 'must not be before `from`' }] });
  }
  return dates;
}

function placeOf(cursor: string | undefined): LogPlace | undefined {
  if (cursor === undefined) return undefined;
  const [at, id] = decodeCursor(cursor, ['number', 'string']);
  return { at: new Date(at as number), id: id as string };
}
