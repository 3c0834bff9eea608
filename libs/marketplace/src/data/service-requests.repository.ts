import { Injectable } from '@nestjs/common';
import { Database, type Filter, Repository } from '@plumbline/database';
import { SERVICE_REQUESTS } from './indexes.js';
import { type PartyScope, partyFilter } from './party-scope.js';
import { SERVICE_REQUEST_SCHEMA, type ServiceRequestDocument } from './service-request.schema.js';

@Injectable()
export class ServiceRequestsRepository extends Repository<ServiceRequestDocument, PartyScope> {
  constructor(database: Database) {
    super(database, SERVICE_REQUESTS, SERVICE_REQUEST_SCHEMA);
  }

  /** A provider has a part in a request once its proposal is accepted; before, it sees what is open to everybody who sells help. */
  protected override scopeFilter(scope: PartyScope): Filter<ServiceRequestDocument> {
    return partyFilter(scope, { client: 'businessId', provider: 'agreement.providerBusinessId' });
  }
}
