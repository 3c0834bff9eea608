import { Injectable } from '@nestjs/common';
import type { BusinessScope } from '@plumbline/businesses';
import { Database, type Filter, oneOf, Repository } from '@plumbline/database';
import { CERTIFICATE_SCHEMA, type CertificateDocument } from './certificate.schema.js';
import { CERTIFICATES } from './indexes.js';

@Injectable()
export class CertificatesRepository extends Repository<CertificateDocument, BusinessScope> {
  constructor(database: Database) {
    super(database, CERTIFICATES, CERTIFICATE_SCHEMA);
  }

  protected override scopeFilter({ by: { businessIds } }: BusinessScope): Filter<CertificateDocument> {
    const [only] = businessIds;
    return { businessId: only !== undefined && businessIds.length === 1 ? only : oneOf(businessIds) };
  }
}
