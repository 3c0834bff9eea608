import { Injectable } from '@nestjs/common';
import { Job, type JobContext } from '@plumbline/jobs';
import { SettleOperations } from '../use-cases/settle-operations.js';

/** Looks after operations at the processor that have no outcome. */
@Injectable()
export class SettleOperationsJob extends Job {
  override readonly name = 'payments.settle-operations';
  override readonly everyMs = 5_000;

  constructor(private readonly settle: SettleOperations) {
    super();
  }

  override async run(_data: object, { signal }: Pick<JobContext, 'signal'>): Promise<void> {
    await this.settle.execute(signal);
  }
}
