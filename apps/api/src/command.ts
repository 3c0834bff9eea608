import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AssessmentsModule } from '@plumbline/assessments';
import { BusinessesModule } from '@plumbline/businesses';
import { CommonModule } from '@plumbline/common';
import { type Config, ConfigModule, loadConfig } from '@plumbline/config';
import { closeDatabase, DatabaseModule } from '@plumbline/database';
import { IdentityModule } from '@plumbline/identity';
import { JobsModule } from '@plumbline/jobs';
import { MailModule } from '@plumbline/mail';
import { Problem } from '@plumbline/problems';
import { PROBLEM_TYPES } from './problems.js';

async function withApplication(config: Config, work: (app: INestApplicationContext) => Promise<string>): Promise<string> {
  @Module({ imports: [ConfigModule.forRoot(config), DatabaseModule.forRoot(), CommonModule.forRoot(PROBLEM_TYPES), JobsModule.forRoot({ runs: false }), MailModule.forRoot(config), IdentityModule, BusinessesModule, AssessmentsModule] })
  class CommandModule {}
  const app = await NestFactory.createApplicationContext(CommandModule, { logger: false, abortOnError: false });
  try {
    return await work(app);
  } finally {
    await app.close();
    await closeDatabase(app);
  }
}

/**
 * Runs one task of the command line with the application's modules and without HTTP.
 * @param failure the first sentence when it fails; the cause follows, without a stack.
 * @param work gives the line that is printed; exit code 0, or 1 when it throws.
 */
export async function runCommand(failure: string, work: (app: INestApplicationContext) => Promise<string>): Promise<void> {
  try {
    process.stdout.write(`${await withApplication(loadConfig(), work)}\n`);
  } catch (error) {
    const cause = error instanceof Problem ? error.detail : error instanceof Error ? error.message : String(error);
    process.stderr.write(`${failure} ${cause}\n`);
    process.exitCode = 1;
  }
}
