import { parseArgs } from 'node:util';
import { InvalidEnvironment, loadConfig, SystemClock, TimeOrderedIds } from '@plumbline/config';
import { Database, LeaseLost, MigrationLocked, MigrationRefused, Migrator, type MigrationStatus, type MigratorNews } from '@plumbline/database';
import { Problem } from '@plumbline/problems';
import { MIGRATIONS } from '../../../migrations/index.js';

const USAGE = 'Usage: node migrate.js up|down|status [--to NAME]';

/** Exit codes: 0 done, 1 failed or refused, 2 wrongly called, 3 (status) something is pending. */
const EXIT = { done: 0, failed: 1, usage: 2, pending: 3 } as const;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function tell(news: MigratorNews): void {
  if (news.kind === 'waiting') say(`waiting for another migrator (${news.holder})`);
  else if (news.kind === 'begun') say(`${news.direction} ${news.name} ...`);
  else say(`${news.direction} ${news.name} done in ${news.ms} ms`);
}

function report({ applied, pending, changed, missing }: MigrationStatus): number {
  for (const { _id, appliedAt, ms } of applied) say(`applied ${_id} at ${appliedAt.toISOString()} in ${ms} ms`);
  for (const name of pending) say(`pending ${name}`);
  for (const name of changed) say(`changed ${name}: its file differs from what was applied`);
  for (const name of missing) say(`missing ${name}: applied by a newer version`);
  say(`${applied.length} applied, ${pending.length} pending, ${changed.length} changed, ${missing.length} missing`);
  return changed.length > 0 ? EXIT.failed : pending.length > 0 ? EXIT.pending : EXIT.done;
}

async function run(command: string, to: string | undefined, database: Database): Promise<number> {
  await database.connectOnce('plumbline-migrate');
  const migrator = new Migrator(database, MIGRATIONS, { tell });
  if (command === 'status') return report(await migrator.status());
  const names = command === 'up' ? await migrator.up(to) : await migrator.down(to);
  say(names.length === 0 ? 'nothing to do' : `${names.length} ${command === 'up' ? 'applied' : 'reverted'}`);
  return EXIT.done;
}

/** One line for whoever runs this; what is unexpected keeps its message, too, but never a stack. */
function sentence(error: unknown): string {
  if (error instanceof Problem && error.type.code === 'DEPENDENCY_DOWN') {
    return 'The database cannot be reached; check that MongoDB runs, that MONGODB_URI names it (with its replicaSet), and that nothing between blocks the way.';
  }
  if (error instanceof InvalidEnvironment) return error.message;
  if (error instanceof MigrationRefused || error instanceof MigrationLocked || error instanceof LeaseLost) return error.message;
  const message = error instanceof Error ? error.message : String(error);
  return `The migration failed: ${message.split('\n')[0]}`;
}

async function main(args: readonly string[]): Promise<number> {
  let parsed: { positionals: string[]; values: { to?: string } };
  try {
    parsed = parseArgs({ args: [...args], options: { to: { type: 'string' } }, allowPositionals: true });
  } catch {
    process.stderr.write(`${USAGE}\n`);
    return EXIT.usage;
  }
  const [command = '', ...rest] = parsed.positionals;
  if (!['up', 'down', 'status'].includes(command) || rest.length > 0) {
    process.stderr.write(`${USAGE}\n`);
    return EXIT.usage;
  }
  let database: Database | undefined;
  try {
    database = new Database(loadConfig(), new SystemClock(), new TimeOrderedIds());
    return await run(command, parsed.values.to, database);
  } catch (error) {
    process.stderr.write(`${sentence(error)}\n`);
    return EXIT.failed;
  } finally {
    await database?.close();
  }
}

process.exitCode = await main(process.argv.slice(2));
