import { Injectable } from '@nestjs/common';
import { Database, defineSchema, defineScope, type Filter, Repository, type Scope, type Stored } from '@plumbline/database';
import { MESSAGES } from './indexes.js';
import type { Side } from './party-scope.js';

/** One message between the two sides of a request. Shard key, once there are shards: `serviceRequestId`. */
export interface MessageDocument extends Stored {
  readonly serviceRequestId: string;
  readonly clientBusinessId: string;
  readonly providerBusinessId: string;
  readonly fromSide: Side;
  readonly authorId: string;
  /** Personal. */
  readonly text: string;
  readonly at: Date;
}

/** The conversation of a client with one provider about one request, for who was found to be on one of its sides. */
export type ThreadScope = Scope<'thread', { serviceRequestId: string; providerBusinessId: string }>;
export const threadOf = defineScope<'thread', { serviceRequestId: string; providerBusinessId: string }>();

const REQUIRED = { type: String, required: true } as const;

@Injectable()
export class MessagesRepository extends Repository<MessageDocument, ThreadScope> {
  constructor(database: Database) {
    const schema = defineSchema<MessageDocument>({
      serviceRequestId: REQUIRED,
      clientBusinessId: REQUIRED,
      providerBusinessId: REQUIRED,
      fromSide: REQUIRED,
      authorId: REQUIRED,
      text: { type: String, required: true, protect: 'personal' },
      at: { type: Date, required: true },
    });
    super(database, MESSAGES, schema, { events: false });
  }

  protected override scopeFilter({ by: { serviceRequestId, providerBusinessId } }: ThreadScope): Filter<MessageDocument> {
    return { serviceRequestId, providerBusinessId };
  }
}
