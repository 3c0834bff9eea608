import type { Found } from '@plumbline/database';
import type { MessageDocument } from '../data/messages.repository.js';
import type { Side } from '../data/party-scope.js';

export interface MessageView {
  readonly id: string;
  readonly from: Side;
  readonly authorId: string;
  readonly text: string;
  readonly at: string;
}

export const MESSAGE_FIELDS = ['fromSide', 'authorId', 'text', 'at'] as const;

export function messageView({ _id: id, fromSide: from, authorId, text, at }: Found<MessageDocument, (typeof MESSAGE_FIELDS)[number]>): MessageView {
  return { id, from, authorId, text, at: at.toISOString() };
}
