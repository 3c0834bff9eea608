import { Injectable } from '@nestjs/common';
import { Memberships } from '@plumbline/businesses';
import { decodeCursor, encodeCursor, type Page, type Principal, requiredRight } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { CertificatesRepository } from '../data/certificates.repository.js';
import { type CertificateView, VIEW_FIELDS, viewOf } from './certificate-view.js';

/** Which certificates to list, and which part of the list. */
export interface CertificateQuery {
  /** All businesses of the caller when left out. */
  readonly businessId?: string | undefined;
  /** 1..100. */
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Certificates of the caller's businesses, newest first. */
@Injectable()
export class ListCertificates {
  constructor(
    private readonly memberships: Memberships,
    private readonly certificates: CertificatesRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem NOT_FOUND (the business), VALIDATION_FAILED (the cursor) */
  async execute(principal: Principal, { businessId, limit, cursor }: CertificateQuery): Promise<Page<CertificateView>> {
    const right = requiredRight('certificates.list');
    const id = cursor === undefined ? undefined : (decodeCursor(cursor, ['string'])[0] as string);
    const scope = businessId === undefined ? await this.memberships.scopes(principal, right) : await this.memberships.scope(principal, businessId, right);
    const after = id === undefined ? undefined : { value: id, id };
    const page = await this.certificates.page(scope, {}, { sort: { by: '_id', direction: -1 }, limit, after }, VIEW_FIELDS);
    const now = this.clock.now();
    return { items: page.items.map((found) => viewOf(found, now)), nextCursor: page.next === undefined ? null : encodeCursor([page.next.id]) };
  }
}
