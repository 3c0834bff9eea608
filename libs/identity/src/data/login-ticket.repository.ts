import { Injectable } from '@nestjs/common';
import { Database, defineScope, defineSchema, EVERYTHING, type Filter, type Found, range, Repository, type Scope, type Stored } from '@plumbline/database';

/** A login whose password was right and whose second factor is awaited; `_id` is the hash of the ticket. Removed by MongoDB once it is over. */
interface LoginTicket extends Stored {
  readonly userId: string;
  /** Of the password that was right: a changed one makes the ticket worthless. */
  readonly passwordMark: string;
  readonly expiresAt: Date;
}

const LOGIN_TICKETS = 'login_tickets';

type OfPerson = Scope<'login-tickets-of', { userId: string }>;
const ticketsOf = defineScope<'login-tickets-of', { userId: string }>();

@Injectable()
export class LoginTicketRepository extends Repository<LoginTicket, OfPerson> {
  constructor(database: Database) {
    super(database, LOGIN_TICKETS, defineSchema<LoginTicket>({ userId: { type: String, required: true }, passwordMark: { type: String, required: true }, expiresAt: { type: Date, required: true } }), { events: false });
  }

  async store(hash: string, ticket: Omit<LoginTicket, keyof Stored>): Promise<void> {
    await this.insert(ticketsOf(ticket), { _id: hash, ...ticket });
  }

  /** One that is not over. The ticket is the proof, so no owner is asked for. */
  async findLiving(hash: string): Promise<Found<LoginTicket, 'userId' | 'passwordMark'> | undefined> {
    return this.findOne(EVERYTHING, { _id: hash, expiresAt: range({ gt: this.clock.now() }) }, ['userId', 'passwordMark']);
  }

  /** Uses up a ticket. @returns false when another request did. */
  async take(hash: string): Promise<boolean> {
    return (await this.deleteMany(EVERYTHING, { _id: hash })) === 1;
  }

  protected override scopeFilter({ by }: OfPerson): Filter<LoginTicket> {
    return { userId: by.userId };
  }
}
