import { Injectable } from '@nestjs/common';
import { Database, defineSchema, duplicateKeyIndex, EVERYTHING, type Filter, Repository, type Stored } from '@plumbline/database';
import { PAYMENT_SWEEPS } from './indexes.js';

/** How far a sweep has come, by its name. */
interface PaymentSweepDocument extends Stored {
  readonly through: Date;
}

@Injectable()
export class PaymentSweepsRepository extends Repository<PaymentSweepDocument, never> {
  constructor(database: Database) {
    super(database, PAYMENT_SWEEPS, defineSchema<PaymentSweepDocument>({ through: { type: Date, required: true } }), { events: false });
  }

  protected override scopeFilter(): Filter<PaymentSweepDocument> {
    return { _id: '' };
  }

  /** The moment up to which a sweep has seen everything. */
  async through(name: string): Promise<Date | undefined> {
    return (await this.findOne(EVERYTHING, { _id: name }, ['through']))?.through;
  }

  async advance(name: string, through: Date): Promise<void> {
    try {
      await this.insert(EVERYTHING, { _id: name, through });
    } catch (error) {
      if (duplicateKeyIndex(error) !== '_id_') throw error;
      await this.update(EVERYTHING, name, { set: { through } }, []);
    }
  }
}
