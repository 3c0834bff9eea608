import type { Stored } from '@plumbline/database';

/** A job as it is stored. `v` is raised by each claim, so that whoever has lost its claim writes nothing more. */
export interface StoredJob extends Stored {
  readonly name: string;
  readonly key?: string;
  /** What the job is handed: JobData; a RelayedEvent for the job of an event handler. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly enqueuedAt: Date;
  /** When it is to be run, or, while it runs, when whoever runs it counts as dead; absent in a dead letter. */
  readonly dueAt?: Date;
  /** How often it was begun. */
  readonly attempts: number;
  readonly everyMs?: number;
  readonly lastFailure?: { readonly at: Date; readonly reason: string };
  readonly diedAt?: Date;
}
