import { Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AssessmentsModule, CreateDemoAssessment } from '@plumbline/assessments';
import { BusinessesModule, CreateDemoBusiness } from '@plumbline/businesses';
import { CommonModule, type Role } from '@plumbline/common';
import { type Config, ConfigModule, InvalidEnvironment, loadConfig } from '@plumbline/config';
import { closeDatabase, DatabaseModule } from '@plumbline/database';
import { CreateDemoPeople, IdentityModule } from '@plumbline/identity';
import { Problem } from '@plumbline/problems';
import { PROBLEM_TYPES } from './problems.js';

/** The part of the application that demo data needs: no HTTP. */
function demoModule(config: Config): Type {
  @Module({ imports: [ConfigModule.forRoot(config), DatabaseModule.forRoot(), CommonModule.forRoot(PROBLEM_TYPES), IdentityModule, BusinessesModule, AssessmentsModule] })
  class DemoModule {}
  return DemoModule;
}

/** Loads the demo people, their firm and its assessment; what is there already stays. */
async function main(): Promise<void> {
  const app = await NestFactory.createApplicationContext(demoModule(loadConfig()), { logger: false, abortOnError: false });
  try {
    const people = await app.get(CreateDemoPeople, { strict: false }).execute();
    const idOf = (role: Role): string => {
      const person = people.find((one) => one.role === role);
      if (person === undefined) throw new Error(`The demo has no ${role}.`);
      return person.userId;
    };
    const businessId = await app.get(CreateDemoBusiness, { strict: false }).execute(idOf('client'), idOf('provider'));
    await app.get(CreateDemoAssessment, { strict: false }).execute(businessId, idOf('client'));
    process.stdout.write(`${people.length} people, a firm and its assessment\n`);
  } finally {
    await app.close();
    await closeDatabase(app);
  }
}

main().catch((error: unknown) => {
  const known = error instanceof Problem || error instanceof InvalidEnvironment || error instanceof Error;
  process.stderr.write(`The demo data could not be loaded. ${error instanceof Problem ? error.detail : known ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
