import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Database } from '../database.js';
import { Lease } from '../lease/lease.js';
import { type LedgerEntry, ledgerOf, type MigrationStatus, migrationStatus } from './ledger.js';
import type { RegisteredMigration } from './migration.js';

/** What a migrator tells while it works. */
export type MigratorNews =
  | { readonly kind: 'waiting'; readonly holder: string }
  | { readonly kind: 'begun'; readonly direction: 'up' | 'down'; readonly name: string }
  | { readonly kind: 'done'; readonly direction: 'up' | 'down'; readonly name: string; readonly ms: number };

/** How a migrator works. */
export interface MigratorOptions {
  /** How long a silent holder of the lock keeps it, in ms. */
  readonly leaseMs?: number;
  /** How long to wait for another migrator, in ms. */
  readonly waitMs?: number;
  readonly tell?: (news: MigratorNews) => void;
}

/** Another migrator is at work. */
export class MigrationLocked extends Error {
  override readonly name = 'MigrationLocked';
}

/** The migrations cannot be run as they are; the message says why and what to do. */
export class MigrationRefused extends Error {
  override readonly name = 'MigrationRefused';
}

/** Applies and reverts migrations, one process at a time, and keeps the ledger. */
export class Migrator {
  readonly #owner = `${hostname()}:${process.pid}:${randomBytes(3).toString('hex')}`;

  constructor(
    private readonly database: Database,
    private readonly migrations: readonly RegisteredMigration[],
    private readonly options: MigratorOptions = {},
  ) {}

  status(): Promise<MigrationStatus> {
    return migrationStatus(this.database.db, this.migrations);
  }

  /**
   * Applies what is pending.
   * @param to the last one to apply; all when left out.
   * @returns the names that were applied.
   * @throws MigrationRefused, MigrationLocked, LeaseLost.
   */
  async up(to?: string): Promise<readonly string[]> {
    const last = to === undefined ? this.migrations.length - 1 : this.#position(to);
    return this.#exclusively(async (lease) => {
      const status = await this.status();
      refuseUp(status);
      const pending = new Set(status.pending);
      const wanted = this.migrations.slice(0, last + 1).filter(({ name }) => pending.has(name));
      for (const migration of wanted) await this.#apply(migration, lease);
      return wanted.map(({ name }) => name);
    });
  }

  /**
   * Reverts what was applied last.
   * @param to the oldest one to revert; only the newest when left out.
   * @returns the names that were reverted.
   * @throws MigrationRefused, MigrationLocked, LeaseLost.
   */
  async down(to?: string): Promise<readonly string[]> {
    const oldest = to === undefined ? undefined : this.#position(to);
    return this.#exclusively(async (lease) => {
      const status = await this.status();
      const [missing] = status.missing;
      if (missing !== undefined) throw new MigrationRefused(`\`${missing}\` was applied by a newer version; revert it with that version first.`);
      const applied = new Set(status.applied.map(({ _id }) => _id));
      const newestFirst = this.migrations.filter(({ name }) => applied.has(name)).reverse();
      const wanted = oldest === undefined ? newestFirst.slice(0, 1) : newestFirst.filter(({ name }) => this.#position(name) >= oldest);
      for (const migration of wanted) await this.#revert(migration, lease);
      return wanted.map(({ name }) => name);
    });
  }

  #position(name: string): number {
    const position = this.migrations.findIndex((migration) => migration.name === name);
    if (position < 0) throw new MigrationRefused(`There is no migration \`${name}\`.`);
    return position;
  }

  async #exclusively<T>(work: (lease: Lease) => Promise<T>): Promise<T> {
    const { leaseMs = 30_000, waitMs = 60_000 } = this.options;
    // Releases of all ages must exclude each other, so the name of the place is for good.
    const lease = new Lease(this.database.db, { collection: 'migrationLock', name: 'migrator', owner: this.#owner, leaseMs });
    const holder = await lease.take(waitMs, ({ owner }) => this.options.tell?.({ kind: 'waiting', holder: owner }));
    if (holder !== undefined) {
      throw new MigrationLocked(`Another migrator (${holder.owner}) has been at work since ${holder.takenAt.toISOString()}; wait for it, or until its lease ends at ${holder.expiresAt.toISOString()} if it is dead.`);
    }
    try {
      return await work(lease);
    } finally {
      await lease.release();
    }
  }

  async #apply(migration: RegisteredMigration, lease: Lease): Promise<void> {
    const { name, checksum } = migration;
    const ms = await this.#timed('up', name, lease, () => migration.up(this.database.db));
    const entry: LedgerEntry = { _id: name, checksum, appliedAt: this.database.clock.now(), ms, by: this.#owner };
    await ledgerOf(this.database.db).insertOne(entry);
    this.options.tell?.({ kind: 'done', direction: 'up', name, ms });
  }

  async #revert(migration: RegisteredMigration, lease: Lease): Promise<void> {
    const { name } = migration;
    const ms = await this.#timed('down', name, lease, () => migration.down(this.database.db));
    await ledgerOf(this.database.db).deleteOne({ _id: name });
    this.options.tell?.({ kind: 'done', direction: 'down', name, ms });
  }

  /** The lease is asked before the work and again before its result is written down. */
  async #timed(direction: 'up' | 'down', name: string, lease: Lease, work: () => Promise<void>): Promise<number> {
    await lease.assertHeld();
    this.options.tell?.({ kind: 'begun', direction, name });
    const begun = performance.now();
    await work();
    await lease.assertHeld();
    return Math.round(performance.now() - begun);
  }
}

function refuseUp({ changed, pending, missing, applied }: MigrationStatus): void {
  if (changed.length > 0) throw new MigrationRefused(`${changed.map((name) => `\`${name}\``).join(', ')} was changed after it had been applied; restore the file and put the change into a new migration.`);
  const [first] = pending;
  const newest = applied.at(-1)?._id;
  if (first === undefined) return;
  if (missing.length > 0) throw new MigrationRefused(`The database has \`${missing[0]}\`, which this version does not know, and lacks \`${first}\`; deploy a version that has both.`);
  if (newest !== undefined && first < newest) throw new MigrationRefused(`\`${first}\` comes before \`${newest}\`, which is applied already; give it a higher number.`);
}
