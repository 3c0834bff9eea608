import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { MessagesRepository } from '../data/messages.repository.js';
import { MESSAGES_PER_CONVERSATION, mayWrite } from '../domain/conversation.js';
import { MARKETPLACE_PROBLEMS } from '../domain/problems.js';
import { Conversations } from './conversation.js';
import { MESSAGE_FIELDS, type MessageView, messageView } from './message-view.js';

export interface NewMessage {
  readonly providerBusinessId: string;
  readonly text: string;
}

/** Writes to the other side. */
@Injectable()
export class PostMessage {
  constructor(
    private readonly conversations: Conversations,
    private readonly messages: MessagesRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * The limit is counted before, so two at once may pass it; no invariant stands on it.
   * @throws Problem NOT_FOUND, FORBIDDEN, STATE_CONFLICT with who was not chosen, MESSAGE_LIMIT_REACHED
   */
  async execute(principal: Principal, serviceRequestId: string, { providerBusinessId, text }: NewMessage): Promise<MessageView> {
    const { scope, side, request } = await this.conversations.find(principal, 'serviceRequests.postMessage', serviceRequestId, providerBusinessId);
    if (!mayWrite(request, providerBusinessId)) throw new Problem(PROBLEMS.STATE_CONFLICT, { detail: 'The request was decided without this provider; the conversation can be read.' });
    if ((await this.messages.count(scope, {}, MESSAGES_PER_CONVERSATION)) >= MESSAGES_PER_CONVERSATION) throw new Problem(MARKETPLACE_PROBLEMS.MESSAGE_LIMIT_REACHED);
    const message = { serviceRequestId, clientBusinessId: request.businessId, providerBusinessId, fromSide: side, authorId: principal.userId, text, at: this.clock.now() };
    return messageView(await this.messages.get(scope, await this.messages.insert(scope, message), MESSAGE_FIELDS));
  }
}
