import type { Migrations } from '../target/target-file.ts';
import { howItEnded, type Ran, runCommand } from './command.ts';
import type { Lab } from './lab.ts';
import { filledIn } from './templates.ts';
import { Unavailable } from './unavailable.ts';

/** The migrations of a target, on a database that nobody else uses. */
export class Migrator {
  readonly #lab: Lab;
  readonly #commands: Migrations;
  readonly #database: string;

  constructor(lab: Lab, commands: Migrations) {
    this.#lab = lab;
    this.#commands = commands;
    this.#database = String(filledIn(commands.database, {}));
  }

  async up(): Promise<Ran> {
    return this.#run(this.#commands.up);
  }

  async down(): Promise<Ran> {
    return this.#run(this.#commands.down);
  }

  /** What the database holds, line by line. @throws Unavailable when it cannot be told */
  async dump(): Promise<readonly string[]> {
    if (this.#commands.dump === undefined) throw new Unavailable('What the database holds cannot be told: add `migrations.dump` to the target file, a command that prints schema and rows as text.');
    const ran = await this.#run(this.#commands.dump);
    if (ran.code !== 0) throw new Unavailable(`\`${ran.command}\` ${howItEnded(ran)}`);
    const name = URL.canParse(this.#database) ? new URL(this.#database).pathname.slice(1) : this.#database;
    // Its name is of this run alone.
    return linesOf(name === '' ? ran.output : ran.output.replaceAll(name, '<database>'));
  }

  async drop(): Promise<void> {
    if (this.#commands.drop !== undefined) await this.#run(this.#commands.drop, { isUndo: true });
  }

  async #run(command: string, options: { readonly isUndo?: boolean } = {}): Promise<Ran> {
    const ran = await runCommand(this.#lab, command.replaceAll('{{database}}', this.#database), options);
    if (ran.code !== 0 && /ECONNREFUSED|ENOTFOUND|connection refused|could not connect|server selection timed out/i.test(ran.errors + ran.output)) throw new Unavailable(`\`${ran.command}\` does not reach its database: ${howItEnded(ran)}`);
    return ran;
  }
}

/** Works on databases of its own, which are dropped behind. @throws Unavailable where the target file tells no migrations */
export async function onOwnDatabases<T>(lab: Lab, count: number, work: (migrators: readonly Migrator[]) => Promise<T>): Promise<T> {
  const { migrations } = lab.target;
  if (migrations === undefined) throw new Unavailable('The target file tells no `migrations`: add the commands `up` and `down`, and the `database` that they may use.');
  const migrators = Array.from({ length: count }, () => new Migrator(lab, migrations));
  try {
    return await work(migrators);
  } finally {
    for (const migrator of migrators) await migrator.drop();
  }
}

const TIME = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?|\b1[5-9]\d{11}\b/g;
const ID = /\b(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{24})\b/gi;

/** The lines of a dump in an order of their own, without what is other in each run: comments, times, random ids, the comma of a last member. */
export function linesOf(dump: string): readonly string[] {
  return dump.split('\n').map((line) => line.trim().replace(TIME, '<time>').replace(ID, '<id>').replace(/[,;]$/, '')).filter((line) => line !== '' && !/^(--|\\)/.test(line)).sort();
}
