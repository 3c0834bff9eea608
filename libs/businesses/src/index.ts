export { BusinessesModule } from './businesses.module.js';
export { BusinessFacts } from './use-cases/business-facts.js';
export { BUSINESS_PROBLEMS } from './domain/problems.js';
export { CreateDemoBusiness, DEMO_BUSINESS_ID } from './use-cases/create-demo-business.js';
export { CreateDemoProvider, DEMO_PROVIDER_ID } from './use-cases/create-demo-provider.js';
export { type BusinessScope, Memberships } from './use-cases/memberships.js';
