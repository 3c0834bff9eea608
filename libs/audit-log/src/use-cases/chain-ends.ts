import { Injectable } from '@nestjs/common';
import { AuditEntries } from '../data/audit-entries.js';
import { AuditHeads } from '../data/audit-heads.js';
import { type Head, NO_ENTRY } from '../domain/entry.js';

/** Where chains end, by the entries and by the stored heads. */
@Injectable()
export class ChainEnds {
  constructor(
    private readonly entries: AuditEntries,
    private readonly heads: AuditHeads,
  ) {}

  /**
   * Where the next entry of each chain belongs. A crash may have left entries behind their head: it is moved on. A head that knows more
   * than the entries tells of entries that were taken away: what comes next must not close that gap, so the head is believed.
   * @param chains 0..15
   */
  async of(chains: readonly number[]): Promise<Map<number, Head>> {
    if (chains.length === 0) return new Map();
    const [stored, lasts] = await Promise.all([this.heads.read(chains), Promise.all(chains.map((chain) => this.entries.last(chain)))]);
    const ends = new Map<number, Head>();
    const behind = new Map<number, Head>();
    for (const [place, chain] of chains.entries()) {
      const head = stored.get(chain) ?? NO_ENTRY;
      const last = lasts[place] ?? NO_ENTRY;
      ends.set(chain, last.seq > head.seq ? last : head);
      if (last.seq > head.seq) behind.set(chain, last);
    }
    if (behind.size > 0) await this.heads.advance(behind);
    return ends;
  }
}
