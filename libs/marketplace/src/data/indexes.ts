import { type IndexDefinition, unrelayedIndex } from '@plumbline/database';

export const SERVICE_REQUESTS = 'service_requests';
export const PROPOSALS = 'proposals';
export const MESSAGES = 'messages';
export const RATINGS = 'ratings';
export const PROVIDER_RATINGS = 'provider_ratings';

/** Indexes of the marketplace; migration 0013 makes them. */
export const MARKETPLACE_INDEXES: readonly IndexDefinition[] = [
  { collection: SERVICE_REQUESTS, name: 'service_requests_client', keys: { businessId: 1, _id: -1 }, serves: 'the requests of a firm that asks, newest first' },
  { collection: SERVICE_REQUESTS, name: 'service_requests_provider', keys: { 'agreement.providerBusinessId': 1, _id: -1 }, options: { partialFilterExpression: { 'agreement.providerBusinessId': { $exists: true } } }, serves: 'the requests that a firm works on, newest first' },
  { collection: SERVICE_REQUESTS, name: 'service_requests_agreement', keys: { 'agreement.proposalId': 1 }, options: { unique: true, partialFilterExpression: { 'agreement.proposalId': { $exists: true } } }, serves: 'the agreement that a proposal became' },
  { collection: SERVICE_REQUESTS, name: 'service_requests_open', keys: { state: 1, openedAt: -1, _id: -1 }, serves: 'what is open to providers, newest first' },
  { collection: SERVICE_REQUESTS, name: 'service_requests_category', keys: { category: 1, state: 1, openedAt: -1, _id: -1 }, serves: 'what is open to providers in one category' },
  unrelayedIndex(SERVICE_REQUESTS),
  { collection: PROPOSALS, name: 'proposals_client', keys: { clientBusinessId: 1, _id: -1 }, serves: 'the proposals that a firm was made' },
  { collection: PROPOSALS, name: 'proposals_provider', keys: { providerBusinessId: 1, _id: -1 }, serves: 'the proposals that a firm has made' },
  { collection: PROPOSALS, name: 'proposals_request', keys: { serviceRequestId: 1, _id: -1 }, serves: 'the proposals to one request; those that follow its decisions' },
  { collection: PROPOSALS, name: 'proposals_one_live', keys: { serviceRequestId: 1, providerBusinessId: 1 }, options: { unique: true, partialFilterExpression: { state: 'submitted' } }, serves: 'a firm has at most one live proposal to a request' },
  { collection: PROPOSALS, name: 'proposals_expiry', keys: { validUntil: 1 }, options: { partialFilterExpression: { state: 'submitted' } }, serves: 'the proposals whose time is over' },
  unrelayedIndex(PROPOSALS),
  { collection: MESSAGES, name: 'messages_thread', keys: { serviceRequestId: 1, providerBusinessId: 1, _id: -1 }, serves: 'a conversation, newest first, and how long it is' },
  { collection: RATINGS, name: 'ratings_once', keys: { serviceRequestId: 1, fromSide: 1 }, options: { unique: true }, serves: 'each side rates a request once; the ratings of a request' },
  { collection: RATINGS, name: 'ratings_received', keys: { toBusinessId: 1, fromSide: 1, revealed: 1, stars: 1 }, serves: 'how a provider is rated' },
  { collection: RATINGS, name: 'ratings_hidden', keys: { revealAt: 1 }, options: { partialFilterExpression: { revealed: false } }, serves: 'the ratings whose fortnight is over' },
  unrelayedIndex(RATINGS),
];
