import { Injectable } from '@nestjs/common';
import { type GapFacts, type ServiceCategory, StatementGaps } from '@plumbline/assessments';
import { type BusinessScope, Memberships } from '@plumbline/businesses';
import { invalidFields, type Principal, requiredRight } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { asParty } from '../data/party-scope.js';
import type { GapReference } from '../data/service-request.schema.js';
import { ServiceRequestsRepository } from '../data/service-requests.repository.js';
import { REQUEST_STATES } from '../domain/request-states.js';
import { type Budget, DESCRIPTION_LENGTH, TITLE_LENGTH, type Wish } from '../domain/service-request.js';
import { checkWish, missingMembers } from '../domain/wish-rules.js';
import { PresentRequest } from './present-request.js';
import { type ServiceRequestView, VIEW_FIELDS } from './service-request-view.js';

/** A request as it is begun; with `fromGap`, what is left out is taken from the gap. */
export interface NewRequest {
  readonly businessId: string;
  readonly fromGap?: GapReference | undefined;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly category?: ServiceCategory | undefined;
  /** In US dollars, without bounds, unless told. */
  readonly budget?: Budget | undefined;
  readonly neededBy?: string | undefined;
  readonly purchaseOrderNumber?: string | undefined;
}

const USUAL_BUDGET: Budget = { currency: 'USD' };

/** Begins a request as a draft, which nobody but the firm sees. */
@Injectable()
export class CreateServiceRequest {
  constructor(
    private readonly memberships: Memberships,
    private readonly gaps: StatementGaps,
    private readonly requests: ServiceRequestsRepository,
    private readonly present: PresentRequest,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem NOT_FOUND (the business, or the assessment or statement of the gap), FORBIDDEN, NOT_A_GAP, VALIDATION_FAILED */
  async execute(principal: Principal, { businessId, fromGap, ...given }: NewRequest): Promise<ServiceRequestView> {
    const scope = await this.memberships.scope(principal, businessId, requiredRight('serviceRequests.create'));
    const now = this.clock.now();
    const findings = [...(fromGap === undefined ? missingMembers(given) : []), ...checkWish(given, now.toISOString().slice(0, 10))];
    if (findings.length > 0) throw invalidFields(findings);
    const wish = { budget: USUAL_BUDGET, ...(await this.#prefilled(scope, fromGap)), ...stated(given) } as Wish<ServiceCategory>;
    const gap = fromGap === undefined ? {} : { gap: { assessmentId: fromGap.assessmentId, statementId: fromGap.statementId } };
    const client = asParty('client', scope);
    const draft = { ...wish, businessId, ...gap, state: REQUEST_STATES.initial, createdBy: principal.userId, createdAt: now };
    const id = await this.requests.insert(client, draft, [{ type: 'service_request.created', data: { clientBusinessId: businessId, category: wish.category, statementId: fromGap?.statementId ?? null } }]);
    return this.present.one(await this.requests.get(client, id, VIEW_FIELDS), 'client');
  }

  async #prefilled(scope: BusinessScope, fromGap: GapReference | undefined): Promise<Partial<Wish<ServiceCategory>>> {
    return fromGap === undefined ? {} : wishOf(await this.gaps.one(scope, fromGap.assessmentId, fromGap.statementId));
  }
}

function stated<T extends object>(given: T): Partial<T> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** What closing a gap asks for, in the catalogue's words. */
function wishOf({ id, text, evidence, remediation, serviceCategory }: GapFacts): Pick<Wish<ServiceCategory>, 'title' | 'description' | 'category'> {
  const { text: steps, source } = remediation;
  const description = [`What we need to be able to say: ${text}`, `First steps: ${steps}`, `What counts as evidence: ${evidence}`, `A free source: ${source.title} (${source.url})`].join('\n\n');
  return { title: shortened(`${id}: ${text}`, TITLE_LENGTH), description: shortened(description, DESCRIPTION_LENGTH), category: serviceCategory };
}

function shortened(text: string, most: number): string {
  const points = [...text];
  return points.length <= most ? text : `${points.slice(0, most - 1).join('').trimEnd()}…`;
}
