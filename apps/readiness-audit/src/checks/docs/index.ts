import type { AnyCheck } from '../../judge/check.ts';
import { apiDocs } from './api-docs.ts';
import { escalation } from './escalation.ts';
import { runbook } from './runbook.ts';

export const DOCS_CHECKS: readonly AnyCheck[] = [
  runbook,
  escalation,
  apiDocs,
];
