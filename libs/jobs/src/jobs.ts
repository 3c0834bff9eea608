import type { JobData } from './job.js';

/** Where work is handed in that is to be done later. */
export abstract class Jobs {
  /**
   * Stores a job. It may be run before this returns.
   * @param name of a `Job`.
   * @param options.key one job of this name and key is stored, however often it is handed in while it is waiting or running.
   * @param options.at not before; now unless told.
   * @throws Problem DEPENDENCY_DOWN.
   */
  abstract enqueue(name: string, data: JobData, options?: { readonly key?: string; readonly at?: Date }): Promise<void>;
}
