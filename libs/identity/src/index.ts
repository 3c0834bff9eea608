export { normaliseEmail } from './domain/email.js';
export { IDENTITY_PROBLEMS } from './domain/problems.js';
export { IdentityModule } from './identity.module.js';
export { CreateDemoPeople, type DemoPerson } from './use-cases/create-demo-people.js';
export { MakeFirstAdmin } from './use-cases/make-first-admin.js';
export { People } from './use-cases/people.js';
