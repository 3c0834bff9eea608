import { Injectable } from '@nestjs/common';
import { Database, defineSchema, duplicateKeyIndex, EVERYTHING, type Filter, Repository, type Stored } from '@plumbline/database';
import { PAYMENT_SWEEPS } from './indexes.js';

/** How far a sweep has come, by its name. */
interface PaymentSweepDocument extends Stored {
  /** In the order of time: it has seen everything up to here. */
  readonly through?: Date;
  /** In the order of ids, round and round: the last one that it has seen. */
  readonly behind?: string;
}

@Injectable()
export class PaymentSweepsRepository extends Repository<PaymentSweepDocument, never> {
  constructor(database: Database) {
    super(database, PAYMENT_SWEEPS, defineSchema<PaymentSweepDocument>({ through: Date, behind: String }), { events: false });
  }

  protected override scopeFilter(): Filter<PaymentSweepDocument> {
    return { _id: '' };
  }

  /** The moment up to which a sweep has seen everything. */
  async through(name: string): Promise<Date | undefined> {
    return (await this.position(name)).through;
  }

  async position(name: string): Promise<Pick<PaymentSweepDocument, 'through' | 'behind'>> {
    return (await this.findOne(EVERYTHING, { _id: name }, ['through', 'behind'])) ?? {};
  }

  async advance(name: string, through: Date): Promise<void> {
    await this.#put(name, { through });
  }

  /** @param behind '' for the first one. */
  async advanceBehind(name: string, behind: string): Promise<void> {
    await this.#put(name, { behind });
  }

  async #put(name: string, position: Pick<PaymentSweepDocument, 'through' | 'behind'>): Promise<void> {
    try {
      await this.insert(EVERYTHING, { _id: name, ...position });
    } catch (error) {
      if (duplicateKeyIndex(error) !== '_id_') throw error;
      await this.update(EVERYTHING, name, { set: position }, []);
    }
  }
}
