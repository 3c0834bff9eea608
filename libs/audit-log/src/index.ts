export { AuditLogModule } from './audit-log.module.js';
export { type ExportKey, UnreadableExport } from './domain/export-format.js';
export { type Finding } from './domain/finding.js';
export { AuditLog } from './jobs/audit-log.js';
export { ExportLog, type ExportRange } from './use-cases/export-log.js';
export { SignCheckpoint } from './jobs/sign-checkpoint.js';
export { verifyExport } from './use-cases/verify-export.js';
export { type CheckLimits, type LogReport, VerifyLog } from './use-cases/verify-log.js';
