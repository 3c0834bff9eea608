import { Injectable } from '@nestjs/common';
import { AuditKeys } from '../adapters/audit-keys.js';
import { openCheckpoint } from '../adapters/checkpoint-signatures.js';
import { AuditCheckpoints, type StoredCheckpoint } from '../data/audit-checkpoints.js';
import { AuditEntries } from '../data/audit-entries.js';
import { AuditHeads, CHECKPOINTS } from '../data/audit-heads.js';
import type { Checkpoint, SignedCheckpoint } from '../domain/checkpoint.js';
import { CHAINS } from '../domain/entry.js';
import type { LogRecord, StoredHeads } from '../domain/log-check.js';
import { ChainFeed } from './chain-feed.js';

const ALL_CHAINS = Array.from({ length: CHAINS }, (_, chain) => chain);
const PAGE = 100;

/** What part of the log is read. */
export interface LogPart {
  /** The checkpoint behind which it begins; the beginning of the log when it is left out. */
  readonly base?: SignedCheckpoint | undefined;
  /** The last checkpoint's number. */
  readonly last: number;
  /** Whether what stands behind that checkpoint is read, too. */
  readonly tail: boolean;
}

/** How far the log goes, by what the database says beside the entries. */
export interface LogEnds {
  /** Number of the newest checkpoint; 0 when there is none. */
  readonly last: number;
  readonly heads: StoredHeads;
}

/** Reads the log in the one order in which it is checked and exported. */
@Injectable()
export class LogReader {
  constructor(
    private readonly entries: AuditEntries,
    private readonly heads: AuditHeads,
    private readonly checkpoints: AuditCheckpoints,
    private readonly keys: AuditKeys,
  ) {}

  /**
   * Looks where the log ends. While it is written to, only this order is safe: each of the three knows no more than the next one, and
   * the entries, which are read behind them, know most. Nothing here waits for a majority: what rests on something else is written behind
   * it, so that a failover takes away neither or the upper one first.
   */
  async ends(): Promise<LogEnds> {
    const newestByHead = (await this.heads.read([CHECKPOINTS])).get(CHECKPOINTS) ?? null;
    const last = (await this.checkpoints.newest())?.stored.n ?? 0;
    const heads = await this.heads.read(ALL_CHAINS);
    return { last, heads: { chains: ALL_CHAINS.map((chain) => heads.get(chain) ?? null), checkpoints: newestByHead } };
  }

  /** The newest checkpoint of a good signature that is `found` or stands before it. */
  async believable(found: StoredCheckpoint | undefined): Promise<SignedCheckpoint | undefined> {
    for (let next = found; next !== undefined; next = await this.checkpoints.byNumber(next.stored.n - 1)) {
      const signed = openCheckpoint(this.keys.ring, next.jws);
      if (signed.opened.ok) return signed;
    }
    return undefined;
  }

  /** For each checkpoint the entries that it knows and none before it knew, by chain and number, then itself; at last what no checkpoint knows. */
  async *read({ base, last, tail }: LogPart): AsyncGenerator<readonly LogRecord[]> {
    const from = base?.opened.ok === true ? base.opened.checkpoint : undefined;
    const feeds = ALL_CHAINS.map((chain) => new ChainFeed(this.entries, chain, from?.heads[chain]?.seq ?? 0));
    for (let after = from?.n ?? 0; ; ) {
      const page = await this.checkpoints.page(after, last, PAGE);
      for (const { jws, stored } of page) {
        const checkpoint = openCheckpoint(this.keys.ring, jws);
        // What a forged one says of the entries is not followed.
        if (checkpoint.opened.ok) yield* known(feeds, checkpoint.opened.checkpoint);
        yield [{ checkpoint, stored }];
        after = stored.n;
      }
      if (page.length < PAGE) break;
    }
    if (tail) for (const feed of feeds) yield* records(feed.upTo(Infinity));
  }
}

async function* known(feeds: readonly ChainFeed[], { heads }: Checkpoint): AsyncGenerator<readonly LogRecord[]> {
  for (const [chain, feed] of feeds.entries()) yield* records(feed.upTo(heads[chain]?.seq ?? 0));
}

async function* records(pages: ReturnType<ChainFeed['upTo']>): AsyncGenerator<readonly LogRecord[]> {
  for await (const page of pages) yield page.map((entry) => ({ entry }));
}
