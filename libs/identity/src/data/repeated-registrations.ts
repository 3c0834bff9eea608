import { Injectable } from '@nestjs/common';
import { Database, defineScope, defineSchema, type Filter, Repository, type Scope, type Stored } from '@plumbline/database';

interface RepeatedRegistration extends Stored {
  readonly userId: string;
  readonly at: Date;
}

const REPEATED_REGISTRATIONS = 'repeated_registrations';

type OfPerson = Scope<'registrations-of', { userId: string }>;
const registrationsOf = defineScope<'registrations-of', { userId: string }>();

/**
 * Registrations with an e-mail address that has an account: their owner is to hear of it. It also makes both answers to
 * a registration cost one acknowledged insert. Kept for a week.
 */
@Injectable()
export class RepeatedRegistrations extends Repository<RepeatedRegistration, OfPerson> {
  constructor(database: Database) {
    super(database, REPEATED_REGISTRATIONS, defineSchema<RepeatedRegistration>({ userId: { type: String, required: true }, at: { type: Date, required: true } }));
  }

  /** @param tell whether the owner is to hear of it. */
  async note(userId: string, tell: boolean): Promise<void> {
    const events = tell ? [{ type: 'user.registration-repeated', data: { userId } }] : [];
    await this.insert(registrationsOf({ userId }), { userId, at: this.clock.now() }, events);
  }

  protected override scopeFilter({ by }: OfPerson): Filter<RepeatedRegistration> {
    return { userId: by.userId };
  }
}
