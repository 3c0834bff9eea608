import type { ServiceRequestState } from './request-states.js';

export const MESSAGE_LENGTH = 5_000;
export const MESSAGES_PER_CONVERSATION = 1_000;

/** Whether a conversation goes on: while the request is open with everybody who made a proposal, afterwards with the one who was chosen. */
export function mayWrite({ state, agreement }: { readonly state: ServiceRequestState; readonly agreement?: { readonly providerBusinessId: string } }, providerBusinessId: string): boolean {
  return state === 'open' || agreement?.providerBusinessId === providerBusinessId;
}
