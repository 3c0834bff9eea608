import { Controller, Get, Header } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '@plumbline/common';
import { AuditKeys } from '../adapters/audit-keys.js';
import { AuditKeySetResponse } from './audit-keys.dto.js';

@ApiTags('audit-log')
@Controller('.well-known')
export class AuditKeysController {
  readonly #keySet: AuditKeySetResponse;

  constructor({ ring }: AuditKeys) {
    this.#keySet = { keys: ring.published };
  }

  @Operation('auditLog.keys', { summary: 'Keys that verify checkpoints of the audit log', description: 'A JSON Web Key Set (RFC 7517), with the keys that once signed. Keep a copy elsewhere: who checks an export must not take the keys from who made it.', response: AuditKeySetResponse })
  @Get('audit-keys.json')
  @Header('cache-control', 'public, max-age=300')
  keySet(): AuditKeySetResponse {
    return this.#keySet;
  }
}
