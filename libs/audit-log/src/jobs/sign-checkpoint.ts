import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { Job } from '@plumbline/jobs';
import { AuditKeys } from '../adapters/audit-keys.js';
import { openCheckpoint } from '../adapters/checkpoint-signatures.js';
import { sha256 } from '../adapters/sha256.js';
import { AuditCheckpoints, type StoredCheckpoint } from '../data/audit-checkpoints.js';
import { AuditHeads, CHECKPOINTS } from '../data/audit-heads.js';
import { type Checkpoint, CHECKPOINT_TYPE } from '../domain/checkpoint.js';
import { CHAINS, GENESIS, type Head, NO_ENTRY } from '../domain/entry.js';
import { ChainEnds } from '../use-cases/chain-ends.js';

const ALL_CHAINS = Array.from({ length: CHAINS }, (_, chain) => chain);

/**
 * Signs, once a minute, where the chains end. From then on not even who holds the database can take away or rewrite what was written
 * before. The hash of each checkpoint goes into the service's own log: kept elsewhere, that is the witness against taking checkpoints away.
 */
@Injectable()
export class SignCheckpoint extends Job {
  override readonly name = 'audit-log.checkpoint';
  override readonly everyMs = 60_000;
  readonly #logger = new Logger('AuditLog');

  constructor(
    private readonly ends: ChainEnds,
    private readonly heads: AuditHeads,
    private readonly checkpoints: AuditCheckpoints,
    private readonly keys: AuditKeys,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async run(): Promise<void> {
    await this.sign();
  }

  /** @returns the new checkpoint; undefined when nothing was written since the last one, or another process came first. */
  async sign(): Promise<Checkpoint | undefined> {
    const before = await this.#newest();
    const ends = await this.ends.of(ALL_CHAINS);
    const heads = ALL_CHAINS.map((chain) => ends.get(chain) ?? NO_ENTRY);
    const entries = heads.reduce((sum, { seq }) => sum + seq, 0);
    if (entries === 0 || JSON.stringify(heads) === before.heads) return undefined;
    const checkpoint: Checkpoint = { n: before.n + 1, at: this.clock.now().toISOString(), entries, heads, previous: before.hash };
    const jws = this.keys.ring.sign(CHECKPOINT_TYPE, checkpoint);
    if (!(await this.checkpoints.insert({ jws, stored: checkpoint }))) return undefined;
    const hash = sha256(jws);
    await this.heads.advance(new Map([[CHECKPOINTS, { seq: checkpoint.n, hash }]]));
    this.#logger.log({ checkpoint: checkpoint.n, entries: checkpoint.entries, sha256: hash }, 'The audit log was signed.');
    return checkpoint;
  }

  /** What the next checkpoint comes behind. As with entries: when the head knows more, some were taken away, and the gap is to stay. */
  async #newest(): Promise<{ readonly n: number; readonly hash: string; readonly heads: string | undefined }> {
    const [newest, stored] = await Promise.all([this.checkpoints.newest(), this.heads.read([CHECKPOINTS])]);
    const head = stored.get(CHECKPOINTS) ?? { seq: 0, hash: GENESIS };
    if (newest === undefined || newest.stored.n < head.seq) return { n: head.seq, hash: head.hash, heads: undefined };
    const end: Head = { seq: newest.stored.n, hash: sha256(newest.jws) };
    if (end.seq > head.seq) await this.heads.advance(new Map([[CHECKPOINTS, end]]));
    return { n: end.seq, hash: end.hash, heads: this.#headsOf(newest) };
  }

  #headsOf({ jws }: StoredCheckpoint): string | undefined {
    const { opened } = openCheckpoint(this.keys.ring, jws);
    return opened.ok ? JSON.stringify(opened.checkpoint.heads) : undefined;
  }
}
