import { Injectable } from '@nestjs/common';
import { AuditEntries } from '../data/audit-entries.js';
import type { AuditEntry } from '../domain/entry.js';
import type { LogPlace, LogQuery } from '../domain/log-query.js';

export interface LogPage {
  readonly items: readonly AuditEntry[];
  /** Where the next page begins; undefined on the last one. */
  readonly next: LogPlace | undefined;
}

/** Finds entries, newest first. */
@Injectable()
export class SearchLog {
  constructor(private readonly entries: AuditEntries) {}

  /** @param limit 1..100 */
  async execute(query: LogQuery, limit: number, after: LogPlace | undefined): Promise<LogPage> {
    const found = await this.entries.search(query, limit + 1, after);
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return { items, next: found.length > limit && last !== undefined ? { at: new Date(last.at), id: last.id } : undefined };
  }
}
