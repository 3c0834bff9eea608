import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { EventSink, type RelayedEvent } from '@plumbline/jobs';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { sha256 } from '../adapters/sha256.js';
import { AuditEntries } from '../data/audit-entries.js';
import { AuditHeads } from '../data/audit-heads.js';
import { recordable } from '../domain/canonical-json.js';
import { type AuditEntry, chainOf, chainUp, type Head, type Unchained } from '../domain/entry.js';
import { ChainEnds } from '../use-cases/chain-ends.js';

/** So often another appender would have to come first in the same moment. */
const ATTEMPTS = 100;
const LONGEST_PAUSE_MS = 5;

/**
 * Writes every event of every outbox into the log, once. There is no lock: an append builds on the ends of the chains as it knows them,
 * and the unique place in the chain refuses it when it knew too little; then it looks again.
 */
@Injectable()
export class AuditLog extends EventSink {
  /** Ends of chains as this process wrote them; forgotten whenever that may not be the truth. */
  readonly #known = new Map<number, Head>();
  #placesAreUnique = false;
  #turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly entries: AuditEntries,
    private readonly heads: AuditHeads,
    private readonly ends: ChainEnds,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** Appends of one process take turns: they would only refuse each other. */
  override append(events: readonly RelayedEvent[]): Promise<void> {
    const mine = this.#turn.then(() => this.#append(events));
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  async #append(events: readonly RelayedEvent[]): Promise<void> {
    if (!this.#placesAreUnique) await this.entries.assertPlacesAreUnique();
    this.#placesAreUnique = true;
    try {
      await this.#insert(events);
    } catch (error) {
      this.#known.clear();
      throw error;
    }
  }

  async #insert(events: readonly RelayedEvent[]): Promise<void> {
    const recordedAt = this.clock.now().toISOString();
    const refused = await this.#place(inOrderOfChains(events.map((event) => toEntry(event, recordedAt))));
    // Somebody else appends, too. One chain at a time the look and the insertion lie closest together, so that nobody is left behind for long.
    for (const entries of byChain(refused)) await this.#insist(entries);
  }

  async #insist(entries: readonly Unchained[]): Promise<void> {
    let waiting = entries;
    for (let attempt = 1; waiting.length > 0; attempt += 1) {
      // No event is to blame, so the relay must not hold back theirs.
      if (attempt > ATTEMPTS) throw new Problem(PROBLEMS.DEPENDENCY_DOWN, { detail: `The audit log: ${waiting.length} events found no place in ${ATTEMPTS} attempts.` });
      await delay(Math.random() * LONGEST_PAUSE_MS);
      waiting = await this.#place(waiting);
    }
  }

  /** Builds on the ends as they are known. @returns what found no place and is not recorded yet. */
  async #place(entries: readonly Unchained[]): Promise<readonly Unchained[]> {
    const chained = chainUp(entries, await this.#endsOf(entries), sha256);
    const { stored, taken } = await this.entries.insert(chained);
    await this.#advance(chained.slice(0, stored));
    const waiting = entries.slice(stored);
    if (taken !== undefined) this.#known.clear();
    if (taken !== 'id') return waiting;
    const missing = await this.entries.unrecorded(waiting.map(({ id }) => id));
    return waiting.filter(({ id }) => missing.has(id));
  }

  /** A copy, so that an append that fails leaves what is known as it was. */
  async #endsOf(entries: readonly Unchained[]): Promise<Map<number, Head>> {
    const chains = [...new Set(entries.map(({ object }) => chainOf(object.id)))];
    const unknown = chains.filter((chain) => !this.#known.has(chain));
    for (const [chain, head] of await this.ends.of(unknown)) this.#known.set(chain, head);
    return new Map(this.#known);
  }

  async #advance(chained: readonly AuditEntry[]): Promise<void> {
    if (chained.length === 0) return;
    const moved = new Map(chained.map(({ chain, seq, hash }) => [chain, { seq, hash }]));
    for (const [chain, head] of moved) this.#known.set(chain, head);
    await this.heads.advance(moved);
  }
}

function toEntry({ id, at, actor, type, collection, objectId, data }: RelayedEvent, recordedAt: string): Unchained {
  return { id, at: at.toISOString(), recordedAt, actor, action: type, object: { id: objectId, type: collection }, data: recordable(data) as Unchained['data'] };
}

/**
 * By chain, so that appenders that meet do so at their first entry and not halfway; the order within a chain, and so within an object,
 * stays. An event that is there twice is taken once.
 */
function inOrderOfChains(entries: readonly Unchained[]): Unchained[] {
  const once = [...new Map(entries.map((entry) => [entry.id, entry])).values()];
  const chains = new Map(once.map(({ object }) => [object.id, chainOf(object.id)]));
  return once.sort((a, b) => (chains.get(a.object.id) as number) - (chains.get(b.object.id) as number));
}

function byChain(entries: readonly Unchained[]): Unchained[][] {
  const chains = new Set(entries.map(({ object }) => chainOf(object.id)));
  return [...chains].map((chain) => entries.filter(({ object }) => chainOf(object.id) === chain));
}
