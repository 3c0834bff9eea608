export { MarketplaceModule } from './marketplace.module.js';
export { MARKETPLACE_PROBLEMS } from './domain/problems.js';
export type { ServiceRequestState } from './domain/request-states.js';
export { CURRENCIES, type Currency } from './domain/service-request.js';
export { type Agreement, Agreements } from './use-cases/agreements.js';
export { CreateDemoMarketplace, DEMO_MARKETPLACE } from './use-cases/create-demo-marketplace.js';
