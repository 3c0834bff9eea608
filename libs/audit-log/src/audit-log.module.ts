import { Module } from '@nestjs/common';
import { AuditKeys } from './adapters/audit-keys.js';
import { AuditCheckpoints } from './data/audit-checkpoints.js';
import { AuditEntries } from './data/audit-entries.js';
import { AuditHeads } from './data/audit-heads.js';
import { AuditKeysController } from './http/audit-keys.controller.js';
import { AuditLogController } from './http/audit-log.controller.js';
import { AuditLog } from './jobs/audit-log.js';
import { ChainEnds } from './use-cases/chain-ends.js';
import { ExportLog } from './use-cases/export-log.js';
import { LogReader } from './use-cases/log-reader.js';
import { SearchLog } from './use-cases/search-log.js';
import { SignCheckpoint } from './jobs/sign-checkpoint.js';
import { VerifyLog } from './use-cases/verify-log.js';

/** The audit log: fed by the relay, which finds `AuditLog` and `SignCheckpoint` by their classes. */
@Module({
  controllers: [AuditLogController, AuditKeysController],
  providers: [AuditKeys, AuditEntries, AuditHeads, AuditCheckpoints, ChainEnds, AuditLog, SignCheckpoint, LogReader, VerifyLog, ExportLog, SearchLog],
  exports: [AuditLog, SignCheckpoint, VerifyLog, ExportLog],
})
export class AuditLogModule {}
