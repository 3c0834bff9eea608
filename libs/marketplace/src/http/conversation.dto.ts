import { Instant, ListOf, OneOf, PageQuery, Text, Uuid, Whole } from '@plumbline/common';
import { SIDES, type Side } from '../data/party-scope.js';
import { MESSAGE_LENGTH } from '../domain/conversation.js';
import { COMMENT_LENGTH, STARS as STAR_RANGE } from '../domain/ratings.js';
import { NEXT_CURSOR, PROVIDER_ID } from './service-request.dto.js';

const WITH = { ...PROVIDER_ID, description: 'The provider\'s firm, which names the conversation for both sides.' } as const;
const MESSAGE = { max: MESSAGE_LENGTH, multiline: true, trimmed: true, example: 'Could you come on a Tuesday?', description: 'Encrypted at rest.' } as const;
const STARS = { ...STAR_RANGE, example: 5 } as const;
const COMMENT = { max: COMMENT_LENGTH, multiline: true, trimmed: true, example: 'Clear, on time, and the checklists are in use.', description: 'Encrypted at rest.' } as const;

export class MessageListQuery extends PageQuery {
  @Uuid(WITH) providerBusinessId!: string;
}

export class NewMessageDto {
  @Uuid(WITH) providerBusinessId!: string;
  @Text(MESSAGE) text!: string;
}

export class MessageDto {
  @Uuid() id!: string;
  @OneOf(SIDES) from!: Side;
  @Uuid({ description: 'The user who wrote it.' }) authorId!: string;
  @Text(MESSAGE) text!: string;
  @Instant() at!: string;
}

export class MessagePageDto {
  @ListOf(() => MessageDto, { max: 100 }) items!: readonly MessageDto[];
  @Text(NEXT_CURSOR) nextCursor!: string | null;
}

export class NewRatingDto {
  @Whole(STARS) stars!: number;
  @Text(COMMENT) comment!: string;
}

export class RatingDto {
  @OneOf(SIDES) from!: Side;
  @Whole(STARS) stars!: number;
  @Text(COMMENT) comment!: string;
  @Instant() ratedAt!: string;
}

export class RatingListDto {
  @ListOf(() => RatingDto, { max: 2 }) items!: readonly RatingDto[];
}
