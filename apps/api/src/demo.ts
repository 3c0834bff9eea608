import { CreateDemoAssessment } from '@plumbline/assessments';
import { CreateDemoBusiness, CreateDemoProvider } from '@plumbline/businesses';
import type { Role } from '@plumbline/common';
import { CreateDemoPeople } from '@plumbline/identity';
import { CreateDemoMarketplace } from '@plumbline/marketplace';
import { runCommand } from './command.js';

/** Loads the demo people, a firm with its assessment, and a firm that sells it help; what is there already stays. */
await runCommand('The demo data could not be loaded.', async (app) => {
  const people = await app.get(CreateDemoPeople, { strict: false }).execute();
  const idOf = (role: Role): string => {
    const person = people.find((one) => one.role === role);
    if (person === undefined) throw new Error(`The demo has no ${role}.`);
    return person.userId;
  };
  const businessId = await app.get(CreateDemoBusiness, { strict: false }).execute(idOf('client'));
  await app.get(CreateDemoAssessment, { strict: false }).execute(businessId, idOf('client'));
  const providerId = await app.get(CreateDemoProvider, { strict: false }).execute(idOf('provider'));
  const { agreedProposalId } = await app.get(CreateDemoMarketplace, { strict: false }).execute({ clientId: businessId, clientOwner: idOf('client'), providerId, providerOwner: idOf('provider') });
  return `${people.length} people, two firms, an assessment, two requests; the agreed proposal is ${agreedProposalId}`;
});
