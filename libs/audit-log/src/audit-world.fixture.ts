import { Logger } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import type { Database } from '@plumbline/database';
import type { RelayedEvent } from '@plumbline/jobs';
import type { mongo } from 'mongoose';
import { dropAndClose, openTestDatabase, testConfig } from '../../../test/fixtures/test-database.js';
import { auditLog } from '../../../migrations/0007-audit-log.js';
import { AuditKeys } from './adapters/audit-keys.js';
import { AuditCheckpoints } from './data/audit-checkpoints.js';
import { AuditEntries } from './data/audit-entries.js';
import { AuditHeads } from './data/audit-heads.js';
import type { EntryDocument } from './data/entry-document.js';
import { chainOf } from './domain/entry.js';
import { AuditLog } from './jobs/audit-log.js';
import { ChainEnds } from './use-cases/chain-ends.js';
import { ExportLog } from './use-cases/export-log.js';
import { LogReader } from './use-cases/log-reader.js';
import { SearchLog } from './use-cases/search-log.js';
import { SignCheckpoint } from './jobs/sign-checkpoint.js';
import { VerifyLog } from './use-cases/verify-log.js';

/** A second passes at each look, so that times tell the order. */
class SteppingClock extends Clock {
  #now = Date.UTC(2026, 2, 14, 9);
  override now(): Date {
    this.#now += 1_000;
    return new Date(this.#now);
  }
}

/** A log on a database of its own, put together as the module does it. */
export async function openAuditWorld(keys: Readonly<Record<string, string>> = {}) {
  Logger.overrideLogger(false);
  const config = testConfig(keys);
  const database = await openTestDatabase(config);
  await auditLog.up(database.db);
  const clock = new SteppingClock();
  const auditKeys = new AuditKeys(config);
  const [entries, heads, checkpoints] = [new AuditEntries(database), new AuditHeads(database), new AuditCheckpoints(database)];
  const ends = new ChainEnds(entries, heads);
  const reader = new LogReader(entries, heads, checkpoints, auditKeys);
  return {
    config,
    database,
    keys: auditKeys,
    entries,
    checkpoints,
    /** Another process's appender: it knows nothing of what this one knows. */
    appender: () => new AuditLog(new AuditEntries(database), heads, ends, clock),
    signer: new SignCheckpoint(ends, heads, checkpoints, auditKeys, clock),
    verify: new VerifyLog(reader, entries, checkpoints),
    exporter: new ExportLog(reader, checkpoints, auditKeys, config, clock),
    search: new SearchLog(entries),
    raw: rawCollections(database),
    /** What is stored now. @returns brings it back, whatever was done to it. */
    keep: async () => {
      const raw = Object.values(rawCollections(database)) as unknown as mongo.Collection[];
      const kept = await Promise.all(raw.map((collection) => collection.find().toArray()));
      return async (): Promise<void> => {
        await Promise.all(raw.map((collection) => collection.deleteMany({})));
        await Promise.all(raw.map((collection, which) => collection.insertMany(kept[which] ?? [])));
        await auditLog.up(database.db);
      };
    },
    drop: () => dropAndClose(database),
  };
}

export type AuditWorld = Awaited<ReturnType<typeof openAuditWorld>>;

/** The collections as whoever holds the database may change them. */
function rawCollections({ db }: Database) {
  return {
    entries: db.collection<EntryDocument>('audit_entries'),
    heads: db.collection<{ _id: number; seq: number; hash: string }>('audit_heads'),
    checkpoints: db.collection<{ _id: number; at: Date; entries: number; jws: string }>('audit_checkpoints'),
  };
}

const digits = (value: number): string => String(value).padStart(12, '0');

/** An id whose object stands in the chain. */
export function objectIn(chain: number, which = 0): string {
  for (let number = which * 1_000; ; number += 1) {
    const id = `0193a1f2-0000-7000-8000-${digits(number)}`;
    if (chainOf(id) === chain) return id;
  }
}

/** What happened to an object: `count` writes of one event each. */
export function eventsOf(objectId: string, count: number, from = 1): RelayedEvent[] {
  return Array.from({ length: count }, (_, place) => ({
    id: `assessments:${objectId}:${from + place}:0`,
    type: ['assessment.started', 'assessment.submitted'][(from + place) % 2] as string,
    at: new Date(Date.UTC(2026, 2, 14, 8, 0, 0, from + place)),
    actor: `0193b2f3-0000-7000-8000-${digits(place % 3)}`,
    data: { businessId: `0193c3f4-0000-7000-8000-${digits(1)}`, count: from + place, score: 71.5, tags: ['a', 'b'], since: new Date(0) },
    collection: 'assessments',
    objectId,
    seq: from + place,
  }));
}
