import { CreateDemoAssessment } from '@plumbline/assessments';
import { CreateDemoBusiness } from '@plumbline/businesses';
import type { Role } from '@plumbline/common';
import { CreateDemoPeople } from '@plumbline/identity';
import { runCommand } from './command.js';

/** Loads the demo people, their firm and its assessment; what is there already stays. */
await runCommand('The demo data could not be loaded.', async (app) => {
  const people = await app.get(CreateDemoPeople, { strict: false }).execute();
  const idOf = (role: Role): string => {
    const person = people.find((one) => one.role === role);
    if (person === undefined) throw new Error(`The demo has no ${role}.`);
    return person.userId;
  };
  const businessId = await app.get(CreateDemoBusiness, { strict: false }).execute(idOf('client'), idOf('provider'));
  await app.get(CreateDemoAssessment, { strict: false }).execute(businessId, idOf('client'));
  return `${people.length} people, a firm and its assessment`;
});
