import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type Config, loadConfig } from '@plumbline/config';
import { closeDatabase } from '@plumbline/database';
import { Problem } from '@plumbline/problems';
import { platform } from './platform.js';

async function withApplication(config: Config, work: (app: INestApplicationContext) => Promise<string>): Promise<string> {
  @Module({ imports: platform(config, { runsJobs: false }) })
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
