import { Injectable } from '@nestjs/common';
import { decodeCursor, encodeCursor, type Page, type Principal } from '@plumbline/common';
import { MessagesRepository } from '../data/messages.repository.js';
import { Conversations } from './conversation.js';
import { MESSAGE_FIELDS, type MessageView, messageView } from './message-view.js';

/** Which conversation, and which part of it. */
export interface MessageQuery {
  readonly providerBusinessId: string;
  /** 1..100. */
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** What the two sides wrote to each other, newest first. */
@Injectable()
export class ListMessages {
  constructor(
    private readonly conversations: Conversations,
    private readonly messages: MessagesRepository,
  ) {}

  /** @throws Problem NOT_FOUND, VALIDATION_FAILED (the cursor) */
  async execute(principal: Principal, serviceRequestId: string, { providerBusinessId, limit, cursor }: MessageQuery): Promise<Page<MessageView>> {
    const id = cursor === undefined ? undefined : (decodeCursor(cursor, ['string'])[0] as string);
    const { scope } = await this.conversations.find(principal, 'serviceRequests.listMessages', serviceRequestId, providerBusinessId);
    const page = await this.messages.page(scope, {}, { sort: { by: '_id', direction: -1 }, limit, after: id === undefined ? undefined : { value: id, id } }, MESSAGE_FIELDS);
    return { items: page.items.map(messageView), nextCursor: page.next === undefined ? null : encodeCursor([page.next.id]) };
  }
}
