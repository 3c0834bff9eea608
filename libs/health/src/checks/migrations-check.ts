import { ReadinessCheck } from '../readiness-check.js';

/** Whether every migration is applied; an index that is missing makes requests slow and uniqueness a hope. */
export class MigrationsCheck extends ReadinessCheck {
  override readonly name = 'migrations';
  override readonly required = true;

  /** @param pending names of those that are not applied, as `pendingMigrations` of @plumbline/database gives them. */
  constructor(private readonly pending: () => Promise<readonly string[]>) {
    super();
  }

  override async check(): Promise<void> {
    const names = await this.pending();
    if (names.length > 0) throw new Error(`Not applied: ${names.join(', ')}.`);
  }
}
