import { randomUUID } from 'node:crypto';
import { AssessmentsModule } from '@plumbline/assessments';
import { BusinessesModule, Memberships } from '@plumbline/businesses';
import { type Principal, RIGHTS, roleBits, type Role } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import type { EventHandler, RelayedEvent } from '@plumbline/jobs';
import { eventually } from '../../../test/fixtures/eventually.js';
import { type Firms, openFirms } from '../../../test/fixtures/firms.js';
import { testConfig } from '../../../test/fixtures/test-database.js';
import { CountRatings } from './jobs/count-ratings.js';
import { FollowDecisions } from './jobs/follow-decisions.js';
import { NotePayments } from './jobs/note-payments.js';
import { TellFirms } from './jobs/tell-firms.js';
import { MarketplaceModule } from './marketplace.module.js';
import { AcceptProposal } from './use-cases/accept-proposal.js';
import { CreateProposal, type NewProposal } from './use-cases/create-proposal.js';
import { CreateServiceRequest, type NewRequest } from './use-cases/create-service-request.js';
import { GetProposal } from './use-cases/get-proposal.js';
import { OpenServiceRequest } from './use-cases/open-service-request.js';
import type { ProposalView } from './use-cases/proposal-view.js';

/** Any document as it is stored. */
export interface Raw {
  readonly _id: string;
  readonly v: number;
  readonly state: string;
  readonly outbox?: readonly { readonly seq: number; readonly type: string; readonly data: Record<string, unknown>; readonly at: Date; readonly actor: string }[];
  readonly [member: string]: unknown;
}

/** Somebody with a firm of their own. */
export interface Trader {
  readonly who: Principal;
  readonly businessId: string;
}

const COLLECTIONS = ['service_requests', 'proposals', 'messages', 'ratings', 'provider_ratings'] as const;
const ANNOUNCING = ['service_requests', 'proposals', 'ratings'] as const;
const HANDLERS = [FollowDecisions, CountRatings, TellFirms, NotePayments] as const;

export function somebody(role: Role): Principal {
  return { userId: randomUUID(), credential: { kind: 'session', sessionId: 'a session', steppedUpAt: undefined }, roles: [role], roleBits: roleBits([role]) };
}

/** One process with the marketplace, a firm that asks and one that sells; the rest is made as it is needed. */
export class Market {
  #aheadMs = 0;
  readonly #told = new Set<string>();

  private constructor(
    readonly firms: Firms,
    readonly client: Trader,
    readonly provider: Trader,
  ) {
    const clock = firms.get(Clock);
    clock.now = () => new Date(Date.now() + this.#aheadMs);
  }

  static async open(): Promise<Market> {
    // Fifty at once want more connections than the usual pool has.
    const firms = await openFirms([BusinessesModule, AssessmentsModule, MarketplaceModule], testConfig({ DEMO_PASSWORD: 'a password of demo people', MONGODB_POOL_SIZE: '120' }));
    await eventually(() => firms.get(Memberships).isLive);
    const [client, provider] = await Promise.all([found(firms, firms.as('client'), 'Harbor & Pine'), found(firms, firms.as('provider'), 'Plumb Advice')]);
    return new Market(firms, client, provider);
  }

  /** Another firm with an owner of its own. */
  trader(role: Role = 'provider', name = 'Level Partners'): Promise<Trader> {
    return found(this.firms, somebody(role), name);
  }

  /** Somebody joins a firm. */
  async join({ businessId }: Trader, who: Principal, rights: readonly string[]): Promise<void> {
    const members = { userId: who.userId, rights, joinedAt: new Date() };
    await this.firms.database.db.collection<{ _id: string; members: unknown[] }>('businesses').updateOne({ _id: businessId }, { $push: { members }, $inc: { v: 1 } });
    this.firms.get(Memberships).forget(who.userId);
  }

  /** Moves the time of this process. */
  forward(ms: number): void {
    this.#aheadMs += ms;
  }

  present(): void {
    this.#aheadMs = 0;
  }

  draft(rest: Partial<NewRequest> = {}): ReturnType<CreateServiceRequest['execute']> {
    return this.firms.get(CreateServiceRequest).execute(this.client.who, { businessId: this.client.businessId, title: 'A quality plan', description: 'We need one that our shop can follow.', category: 'quality-management', ...rest });
  }

  async opened(rest: Partial<NewRequest> = {}): Promise<string> {
    const { id } = await this.draft(rest);
    await this.firms.get(OpenServiceRequest).execute(this.client.who, id);
    return id;
  }

  propose(requestId: string, by: Trader = this.provider, rest: Partial<NewProposal> = {}): Promise<ProposalView> {
    return this.firms.get(CreateProposal).execute(by.who, requestId, { providerBusinessId: by.businessId, amount: 240_000, currency: 'USD', scopeOfWork: 'A plan and two visits.', daysToDeliver: 21, ...rest });
  }

  accept(proposalId: string, who: Principal = this.client.who): Promise<ProposalView> {
    return this.firms.get(AcceptProposal).execute(who, proposalId);
  }

  proposal(proposalId: string, who: Principal = this.client.who): Promise<ProposalView> {
    return this.firms.get(GetProposal).execute(who, proposalId);
  }

  /** A request whose proposal by the provider was accepted. */
  async agreed(rest: Partial<NewRequest> = {}): Promise<{ readonly requestId: string; readonly proposalId: string }> {
    const requestId = await this.opened(rest);
    const { id: proposalId } = await this.propose(requestId);
    await this.accept(proposalId);
    return { requestId, proposalId };
  }

  collection(name: (typeof COLLECTIONS)[number]) {
    return this.firms.database.db.collection<Raw>(name);
  }

  async raw(name: (typeof COLLECTIONS)[number], id: string): Promise<Raw> {
    return (await this.collection(name).findOne({ _id: id })) as Raw;
  }

  /** Hands every event on to who wants it, as the relay would, until there are no new ones. */
  async relay(): Promise<void> {
    for (let news = true; news; ) {
      news = false;
      for (const collection of ANNOUNCING) {
        for (const { _id, outbox = [] } of await this.collection(collection).find().toArray()) {
          for (const event of outbox) {
            const id = `${collection}:${_id}:${event.seq}:${event.type}`;
            if (this.#told.has(id)) continue;
            this.#told.add(id);
            news = true;
            await this.tell({ ...event, id, collection, objectId: _id } as RelayedEvent);
          }
        }
      }
    }
  }

  async tell(event: RelayedEvent): Promise<void> {
    const handlers: readonly EventHandler[] = HANDLERS.map((handler) => this.firms.get<EventHandler>(handler));
    for (const handler of handlers) if (handler.types.includes(event.type)) await handler.handle(event);
  }

  async clear(): Promise<void> {
    for (const name of COLLECTIONS) await this.collection(name).deleteMany({});
    await this.firms.database.db.collection('mails').deleteMany({});
    this.present();
  }
}

/** Stored as it is, for what is asked of a firm here is its name, its owner and its members. */
async function found(firms: Firms, who: Principal, name: string): Promise<Trader> {
  const businessId = randomUUID();
  const members = [{ userId: who.userId, rights: RIGHTS, joinedAt: new Date() }];
  await firms.database.db.collection<{ _id: string }>('businesses').insertOne({ _id: businessId, v: 1, legalName: `${name} LLC`, ownerId: who.userId, members, invitations: {}, createdAt: new Date() } as { _id: string });
  firms.get(Memberships).forget(who.userId);
  return { who, businessId };
}
