import type { EventData, NewEvent } from '@plumbline/database';

/** What tells whose request it is. */
export interface PartiesOf {
  readonly _id: string;
  readonly businessId: string;
  readonly agreement?: { readonly proposalId: string; readonly providerBusinessId: string };
}

/** What happened to a request, with both firms; `proposalId` and `providerBusinessId` are null where nothing is agreed. */
export function requestEvent(type: `service_request.${string}`, { _id, businessId, agreement }: PartiesOf, more: EventData = {}): NewEvent {
  return { type, data: { serviceRequestId: _id, clientBusinessId: businessId, proposalId: agreement?.proposalId ?? null, providerBusinessId: agreement?.providerBusinessId ?? null, ...more } };
}
