export { MarketplaceModule } from './marketplace.module.js';
export { MARKETPLACE_PROBLEMS } from './domain/problems.js';
export type { ServiceRequestState } from './domain/request-states.js';
export { AMOUNT } from './domain/proposal.js';
export { PURCHASE_ORDER_LENGTH, PURCHASE_ORDER_PATTERN } from './domain/service-request.js';
export { type Agreement, Agreements } from './use-cases/agreements.js';
export { CreateDemoMarketplace, DEMO_MARKETPLACE } from './use-cases/create-demo-marketplace.js';
