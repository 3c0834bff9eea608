import type { ServiceCategory } from '@plumbline/assessments';
import type { Found } from '@plumbline/database';
import type { Side } from '../data/party-scope.js';
import type { GapReference, ServiceRequestDocument } from '../data/service-request.schema.js';
import { type PaymentStatus, paymentStatus } from '../domain/payment-status.js';
import type { DisputeOutcome, ServiceRequestState } from '../domain/request-states.js';
import type { Budget, Currency } from '../domain/service-request.js';
import { deliveriesOf } from '../domain/work.js';

/** What was agreed, as both sides see it. */
export interface AgreementView {
  readonly proposalId: string;
  readonly providerBusinessId: string;
  readonly amount: number;
  readonly currency: Currency;
  readonly daysToDeliver: number;
  readonly acceptedAt: string;
}

export interface DeliveryView {
  readonly deliveredAt: string;
  readonly note: string;
  readonly links: readonly string[];
  /** Why the client sent it back; null while it did not. */
  readonly changesRequested: { readonly at: string; readonly reason: string } | null;
}

export interface DisputeView {
  readonly openedBy: Side;
  readonly openedAt: string;
  readonly reason: string;
  readonly resolvedAt: string | null;
  readonly outcome: DisputeOutcome | null;
  readonly ruling: string | null;
}

/** A request as the board shows it to providers. */
export interface OpenRequestView {
  readonly id: string;
  readonly businessName: string;
  readonly title: string;
  readonly description: string;
  readonly category: ServiceCategory;
  readonly budget: Budget;
  readonly neededBy: string | null;
  readonly openedAt: string;
}

/** A request as one of its sides sees it; for a provider without an agreement, what is between the sides is left out. */
export interface ServiceRequestView extends Omit<OpenRequestView, 'openedAt'> {
  readonly version: number;
  readonly businessId: string;
  readonly state: ServiceRequestState;
  readonly purchaseOrderNumber: string | null;
  readonly gap: GapReference | null;
  readonly proposalCount: number;
  readonly agreement: AgreementView | null;
  readonly deliveries: readonly DeliveryView[];
  readonly dispute: DisputeView | null;
  readonly payment: { readonly state: PaymentStatus; readonly at: string | null };
  readonly createdAt: string;
  readonly openedAt: string | null;
  readonly completedAt: string | null;
  readonly cancelledAt: string | null;
}

const BOARD = ['businessId', 'title', 'description', 'category', 'budget', 'neededBy', 'openedAt'] as const;
/** What is read for the board. */
export const OPEN_REQUEST_FIELDS = BOARD;
/** What is read to show a request. */
export const VIEW_FIELDS = [...BOARD, 'v', 'state', 'purchaseOrderNumber', 'gap', 'proposalCount', 'agreement', 'work', 'dispute', 'payments', 'createdAt', 'completedAt', 'cancelledAt'] as const;

/** Who looks: `outsider` is a provider that has no agreement. */
export type Viewer = Side | 'outsider';
type Shown = Found<ServiceRequestDocument, (typeof VIEW_FIELDS)[number]>;

const textOf = (at: Date | undefined): string | null => at?.toISOString() ?? null;

export function openRequestView(found: Found<ServiceRequestDocument, (typeof BOARD)[number]>, businessName: string): OpenRequestView {
  const { _id: id, title, description, category, budget, neededBy = null, openedAt } = found;
  return { id, businessName, title, description, category, budget, neededBy, openedAt: (openedAt as Date).toISOString() };
}

/** @param businessName of the firm that asks. */
export function viewOf(found: Shown, businessName: string, viewer: Viewer): ServiceRequestView {
  const { _id: id, v: version, businessId, title, description, category, budget, neededBy = null, state, proposalCount = 0 } = found;
  const times = { createdAt: found.createdAt.toISOString(), openedAt: textOf(found.openedAt), completedAt: textOf(found.completedAt), cancelledAt: textOf(found.cancelledAt) };
  const shared = { id, version, businessId, businessName, title, description, category, budget, neededBy, state, proposalCount, ...times };
  if (viewer === 'outsider') return { ...shared, purchaseOrderNumber: null, gap: null, agreement: null, deliveries: [], dispute: null, payment: { state: 'none', at: null } };
  return { ...shared, purchaseOrderNumber: found.purchaseOrderNumber ?? null, gap: viewer === 'client' ? (found.gap ?? null) : null, ...betweenTheSides(found) };
}

function betweenTheSides({ agreement, work = [], dispute, payments }: Shown): Pick<ServiceRequestView, 'agreement' | 'deliveries' | 'dispute' | 'payment'> {
  const { state, at } = paymentStatus(payments);
  return { agreement: agreement === undefined ? null : agreementView(agreement), deliveries: deliveriesOf(work).map(deliveryView), dispute: dispute === undefined ? null : disputeView(dispute), payment: { state, at: textOf(at) } };
}

function agreementView({ proposalId, providerBusinessId, amount, currency, daysToDeliver, acceptedAt }: NonNullable<Shown['agreement']>): AgreementView {
  return { proposalId, providerBusinessId, amount, currency, daysToDeliver, acceptedAt: acceptedAt.toISOString() };
}

function deliveryView({ deliveredAt, note, links, changesRequested }: ReturnType<typeof deliveriesOf>[number]): DeliveryView {
  return { deliveredAt: deliveredAt.toISOString(), note, links, changesRequested: changesRequested === undefined ? null : { at: changesRequested.at.toISOString(), reason: changesRequested.reason } };
}

function disputeView(dispute: NonNullable<Shown['dispute']>): DisputeView {
  const { openedBySide: openedBy, openedAt, reason, resolvedAt, outcome = null, ruling = null } = dispute;
  return { openedBy, openedAt: openedAt.toISOString(), reason, resolvedAt: textOf(resolvedAt), outcome, ruling };
}
