import Stripe from 'stripe';
import { operationOf, partyAt, type Exchange, type Party } from './exchange.ts';
import { ALL_OPERATIONS, type Operation } from './operations.ts';
import { shapeDifferences, shapeOf } from './shape.ts';
import { faultsOfAnswer, schemaOf } from './validate.ts';

/** One thing in which the emulator is not as Stripe publishes it, or not as stripe-mock answers. */
export interface Difference {
  readonly kind: 'schema' | 'shape' | 'refusal';
  /** `charge.outcome` for a shape; the operation for all others. */
  readonly at: string;
  readonly detail: string;
  /** The call that showed it. */
  readonly call: string;
}

/** What was found of one operation. */
export interface Finding {
  calls: number;
  /** How many of the calls stripe-mock answered too. */
  compared: number;
  refusals: number;
  readonly differences: Difference[];
}

/** The ways in which a scenario calls. Each returns the emulator's answer. */
export interface Calls {
  /** The same call to both; both must answer it, and alike. */
  readonly both: <Answer>(call: string, make: (stripe: Stripe) => Promise<Answer>) => Promise<Answer>;
  /** A call that stripe-mock cannot answer, because it keeps nothing: only the schema is held. */
  readonly alone: <Answer>(call: string, make: (stripe: Stripe) => Promise<Answer>) => Promise<Answer>;
  /** A call with a publishable key, as Stripe.js makes it. */
  readonly fromBrowser: <Answer>(call: string, make: (stripe: Stripe) => Promise<Answer>) => Promise<Answer>;
  /** A call of which either may come, an answer or a refusal; undefined is a refusal. */
  readonly either: <Answer>(call: string, make: (stripe: Stripe) => Promise<Answer>) => Promise<Answer | undefined>;
  /** A call that the emulator refuses for the state of things, which stripe-mock does not know. */
  readonly refused: (call: string, expected: { status: number; code: string | undefined }, make: (stripe: Stripe) => Promise<unknown>) => Promise<void>;
  /** The emulator's address, for its own doors and its hosted pages. */
  readonly emulator: string;
}

/** Runs calls against the emulator and, where there is one, stripe-mock, and keeps what differs. */
export class Comparison implements Calls {
  readonly findings = new Map<Operation, Finding>();
  readonly emulator: string;
  readonly #ours: Party;
  readonly #browser: Party;
  readonly #theirs: Party | undefined;

  /**
   * @param emulator its address
   * @param stripeMock address of stripe-mock; without it only schemas are held
   */
  constructor(emulator: string, stripeMock?: string) {
    this.emulator = emulator;
    this.#ours = partyAt(emulator);
    this.#browser = partyAt(emulator, 'pk_test_conformance');
    this.#theirs = stripeMock === undefined ? undefined : partyAt(stripeMock);
  }

  /** The operations that no call has shown yet. */
  get missing(): readonly Operation[] {
    return ALL_OPERATIONS.filter((operation) => (this.findings.get(operation)?.calls ?? 0) === 0);
  }

  readonly both = async <Answer>(call: string, make: (stripe: Stripe) => Promise<Answer>): Promise<Answer> => {
    const answer = await this.#made(this.#ours, call, make);
    const ours = this.#ours.take();
    const theirs = await this.#repeated(call, make);
    for (const [index, exchange] of ours.entries()) this.#hold(call, exchange, theirs?.[index]);
    return answer;
  };

  readonly alone = async <Answer>(call: string, make: (stripe: Stripe) => Promise<Answer>): Promise<Answer> => {
    const answer = await this.#made(this.#ours, call, make);
    for (const exchange of this.#ours.take()) this.#hold(call, exchange, undefined);
    return answer;
  };

  readonly fromBrowser = async <Answer>(call: string, make: (stripe: Stripe) => Promise<Answer>): Promise<Answer> => {
    const answer = await this.#made(this.#browser, call, make);
    for (const exchange of this.#browser.take()) this.#hold(call, exchange, undefined);
    return answer;
  };

  readonly either = async <Answer>(call: string, make: (stripe: Stripe) => Promise<Answer>): Promise<Answer | undefined> => {
    const answer = await make(this.#ours.stripe).catch((error: unknown) => {
      if (error instanceof Stripe.errors.StripeError) return undefined;
      throw error;
    });
    for (const exchange of this.#ours.take()) this.#hold(call, exchange, undefined);
    return answer;
  };

  readonly refused = async (call: string, { status, code }: { status: number; code: string | undefined }, make: (stripe: Stripe) => Promise<unknown>): Promise<void> => {
    const error = await make(this.#ours.stripe).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    for (const exchange of this.#ours.take()) {
      this.#hold(call, exchange, undefined);
      const finding = this.#finding(exchange);
      if (finding) finding.refusals += 1;
      const got = error instanceof Stripe.errors.StripeError ? `${error.statusCode ?? 0} ${error.code ?? ''}` : `${exchange.status} no refusal`;
      if (got !== `${status} ${code ?? ''}`) this.note({ kind: 'refusal', at: exchange.operation ?? exchange.path, call, detail: `${got} instead of ${status} ${code ?? ''}` });
    }
  };

  note(difference: Difference): void {
    const operation = ALL_OPERATIONS.find((known) => known === difference.at) ?? this.#last;
    if (operation) this.findings.get(operation)?.differences.push(difference);
  }

  /** Counts a refusal that was compared. */
  countRefusal(operation: Operation): void {
    this.#entry(operation).refusals += 1;
  }

  #last: Operation | undefined;

  /** A refusal of what should be taken is a difference, and the end of the calls that build on it. */
  async #made<Answer>(party: Party, call: string, make: (stripe: Stripe) => Promise<Answer>): Promise<Answer> {
    try {
      return await make(party.stripe);
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeError)) throw error;
      const { operation, path } = party.take().at(-1) ?? { operation: undefined, path: call };
      if (operation) this.#entry(operation);
      this.note({ kind: 'refusal', at: operation ?? path, call, detail: `the emulator refuses: ${error.message}` });
      throw new Error(`${call}: ${error.message}`, { cause: error });
    }
  }

  async #repeated<Answer>(call: string, make: (stripe: Stripe) => Promise<Answer>): Promise<Exchange[] | undefined> {
    if (!this.#theirs) return undefined;
    try {
      await make(this.#theirs.stripe);
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeError)) throw error;
      const [exchange] = this.#theirs.take();
      const at = (exchange && operationOf(exchange.method, exchange.path)) ?? call;
      this.#entry(at as Operation);
      this.note({ kind: 'refusal', at, call, detail: `stripe-mock refuses what the emulator takes: ${error.message}` });
      return undefined;
    }
    return this.#theirs.take();
  }

  #hold(call: string, ours: Exchange, theirs: Exchange | undefined): void {
    const { operation, status, body, headerFaults } = ours;
    const finding = this.#finding(ours);
    if (!operation || !finding) return;
    finding.calls += 1;
    for (const detail of [...faultsOfAnswer(operation, status, body), ...headerFaults]) this.note({ kind: 'schema', at: operation, call, detail });
    if (!theirs || status >= 400) return;
    finding.compared += 1;
    const schema = schemaOf(operation);
    const differences = shapeDifferences(shapeOf(schema, body, operation), shapeOf(schema, theirs.body, operation));
    for (const { at, what, detail } of differences) this.note({ kind: 'shape', at, call, detail: `${what}: ${detail}` });
  }

  #finding({ operation }: Exchange): Finding | undefined {
    return operation && this.#entry(operation);
  }

  #entry(operation: Operation): Finding {
    this.#last = operation;
    let finding = this.findings.get(operation);
    if (!finding) this.findings.set(operation, (finding = { calls: 0, compared: 0, refusals: 0, differences: [] }));
    return finding;
  }
}
