import { Injectable } from '@nestjs/common';
import { Config } from '@plumbline/config';
import { SignatureRing } from '@plumbline/signatures';

/** The keys that sign checkpoints, and those that once did. */
@Injectable()
export class AuditKeys {
  readonly ring: SignatureRing;

  constructor(config: Config) {
    this.ring = new SignatureRing(config.get('AUDIT_SIGNING_KEYS'), config.get('AUDIT_RETIRED_KEYS') ?? []);
  }
}
