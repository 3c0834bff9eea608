import { randomUUID } from 'node:crypto';
import { Module } from '@nestjs/common';
import { BusinessesModule, Memberships } from '@plumbline/businesses';
import { type Principal, RIGHTS, roleBits, type Role } from '@plumbline/common';
import { Clock, type Config } from '@plumbline/config';
import { createIndexes, EVERYTHING } from '@plumbline/database';
import { JobsModule } from '@plumbline/jobs';
import { type Agreement, Agreements, MarketplaceModule } from '@plumbline/marketplace';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { eventually } from '../../../test/fixtures/eventually.js';
import { type Firms, openFirms } from '../../../test/fixtures/firms.js';
import { type EmulatorProcess, startStripeEmulator } from '../../../test/fixtures/stripe-emulator.js';
import { testConfig } from '../../../test/fixtures/test-database.js';
import { PAYMENT_INDEXES } from './data/indexes.js';
import type { Payment } from './domain/payment.js';
import { PaymentsModule } from './payments.module.js';
import type { PaymentProcessor } from './use-cases/payment-processor.js';
import { PaymentWriter } from './use-cases/payment-writer.js';

/** Somebody with a firm of their own. */
export interface Party {
  readonly who: Principal;
  readonly businessId: string;
}

/** Any document as it is stored. */
export type Raw = Readonly<Record<string, unknown>> & { readonly _id: string };

export interface WorldOptions {
  /** Joins the database and the emulator of another process. */
  readonly joins?: PaymentsWorld;
  /** Environment variables beside those of the emulator. */
  readonly env?: Readonly<Record<string, string>>;
}

function somebody(role: Role): Principal {
  return { userId: randomUUID(), credential: { kind: 'session', sessionId: 'a session', steppedUpAt: Date.now() }, roles: [role], roleBits: roleBits([role]) };
}

/** Jobs may be handed in; none is run. */
@Module({ imports: [JobsModule.forRoot({ runs: false })] })
class HandedInModule {}

/**
 * One process with payments and without HTTP, on a real database and a Stripe emulator of its own; two firms, and as many agreements
 * between them as are wanted. Jobs and the relay do not run: a test runs what it wants to see (`get(ThatJob).run(...)`).
 */
export class PaymentsWorld {
  #aheadMs = 0;
  readonly #agreed: Map<string, Agreement>;

  private constructor(
    readonly firms: Firms,
    readonly emulator: EmulatorProcess,
    readonly client: Party,
    readonly provider: Party,
    private readonly owner: boolean,
    agreed: Map<string, Agreement>,
  ) {
    this.#agreed = agreed;
    firms.get(Clock).now = () => new Date(Date.now() + this.#aheadMs);
    // The door of the marketplace, without its requests and proposals: what it says of an agreement is all that payments know.
    const found = (agreement: Agreement | undefined): Agreement => {
      if (agreement === undefined) throw new Problem(PROBLEMS.NOT_FOUND);
      return agreement;
    };
    Object.assign(firms.get(Agreements), {
      ofProposal: ({ by: { businessIds } }: { by: { businessIds: readonly string[] } }, proposalId: string) =>
        Promise.resolve().then(() => found([...agreed.values()].find((one) => one.proposalId === proposalId && businessIds.includes(one.clientBusinessId)))),
      agreement: (proposalId: string) => Promise.resolve().then(() => found(agreed.get(proposalId))),
    } satisfies Partial<Record<keyof Agreements, unknown>>);
  }

  static async open({ joins, env = {} }: WorldOptions = {}): Promise<PaymentsWorld> {
    const emulator = joins?.emulator ?? (await startStripeEmulator());
    const config: Config = joins?.firms.config ?? testConfig({ DEMO_PASSWORD: 'a password of demo people', MONGODB_POOL_SIZE: '120', ...emulator.env, ...env });
    const firms = await openFirms([HandedInModule, BusinessesModule, MarketplaceModule, PaymentsModule], config);
    await createIndexes(firms.database.db, PAYMENT_INDEXES);
    await eventually(() => firms.get(Memberships).isLive);
    if (joins !== undefined) return new PaymentsWorld(firms, emulator, joins.client, joins.provider, false, joins.#agreed);
    const [client, provider] = await Promise.all([founded(firms, 'client', 'Harbor & Pine'), founded(firms, 'provider', 'Plumb Advice')]);
    return new PaymentsWorld(firms, emulator, client, provider, true, new Map());
  }

  get<T>(provider: abstract new (...args: never[]) => T): T {
    return this.firms.get(provider);
  }

  /** Moves the time of this process; the emulator's is moved by `emulator.post('clock', { advance: '7d' })`. */
  forward(ms: number): void {
    this.#aheadMs += ms;
  }

  /** What the two firms agreed on, as if a proposal had been accepted. */
  agree(changes: Partial<Agreement> = {}): Agreement {
    const agreement: Agreement = {
      proposalId: randomUUID(), serviceRequestId: randomUUID(), clientBusinessId: this.client.businessId, providerBusinessId: this.provider.businessId,
      amount: 240_000, currency: 'USD', title: 'A quality plan', state: 'in_progress', acceptedAt: new Date(), ...changes,
    };
    this.#agreed.set(agreement.proposalId, agreement);
    return agreement;
  }

  /** A confirmation token of the card form. @param card `pm_card_visa`, `pm_card_threeDSecure2Required`, ... */
  token(card?: string): Promise<string> {
    return this.emulator.token(card);
  }

  collection(name: string) {
    return this.firms.database.db.collection<Raw>(name);
  }

  /** A payment as it is now. */
  async payment(id: string): Promise<Payment> {
    return (await this.get(PaymentWriter).read(EVERYTHING, id)).payment;
  }

  async close(): Promise<void> {
    if (!this.owner) return this.firms.close();
    await this.firms.drop();
    await this.emulator.stop();
  }
}

/** Stored as it is, for what is asked of a firm here is its name, its owner and its members. */
async function founded(firms: Firms, role: Role, name: string): Promise<Party> {
  const who = somebody(role);
  const businessId = randomUUID();
  const members = [{ userId: who.userId, rights: RIGHTS, joinedAt: new Date() }];
  await firms.database.db.collection<Raw>('businesses').insertOne({ _id: businessId, v: 1, legalName: `${name} LLC`, ownerId: who.userId, members, invitations: {}, createdAt: new Date() });
  firms.get(Memberships).forget(who.userId);
  return { who, businessId };
}

/** Called before each call of a processor: to be silent or to refuse at an exact moment, which no fault of the emulator's meets. */
export function interceptProcessor(processor: PaymentProcessor, before: (method: keyof PaymentProcessor, ...args: readonly unknown[]) => Promise<void> | void): () => void {
  const methods = Object.entries(processor).filter((entry): entry is [keyof PaymentProcessor, (...args: unknown[]) => Promise<unknown>] => typeof entry[1] === 'function');
  for (const [name, method] of methods) {
    if (name.startsWith('list')) continue;
    Object.assign(processor, {
      [name]: async (...args: unknown[]) => {
        await before(name, ...args);
        return method(...args);
      },
    });
  }
  return () => Object.assign(processor, Object.fromEntries(methods));
}
