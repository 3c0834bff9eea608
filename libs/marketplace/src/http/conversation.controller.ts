import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, DEFAULT_PAGE_SIZE, Operation, PathId, type Principal } from '@plumbline/common';
import { PROBLEMS } from '@plumbline/problems';
import { MARKETPLACE_PROBLEMS } from '../domain/problems.js';
import { ListMessages } from '../use-cases/list-messages.js';
import { ListRatings } from '../use-cases/list-ratings.js';
import { PostMessage } from '../use-cases/post-message.js';
import { RateOtherSide } from '../use-cases/rate-other-side.js';
import { MessageDto, MessageListQuery, MessagePageDto, NewMessageDto, NewRatingDto, RatingDto, RatingListDto } from './conversation.dto.js';

/** What the two sides say to each other, and of each other. */
@ApiTags('service-requests')
@Controller('service-requests/:serviceRequestId')
export class ConversationController {
  constructor(
    private readonly listMessages: ListMessages,
    private readonly postMessage: PostMessage,
    private readonly rateOther: RateOtherSide,
    private readonly listRatings: ListRatings,
  ) {}

  @Operation('serviceRequests.listMessages', { summary: 'Messages with one provider, newest first', response: MessagePageDto })
  @Get('messages')
  messages(@Caller() caller: Principal, @PathId('serviceRequestId') serviceRequestId: string, @Query() { providerBusinessId, limit = DEFAULT_PAGE_SIZE, cursor }: MessageListQuery): Promise<MessagePageDto> {
    return this.listMessages.execute(caller, serviceRequestId, { providerBusinessId, limit, cursor });
  }

  @Operation('serviceRequests.postMessage', { summary: 'Write to the other side', description: 'Between the firm that asks and each provider that made a proposal; once one is accepted, with that one.', status: 201, response: MessageDto, problems: [PROBLEMS.STATE_CONFLICT, MARKETPLACE_PROBLEMS.MESSAGE_LIMIT_REACHED], example: { providerBusinessId: '0193a1f2-0000-7000-8000-0000000000b2', text: 'Could you come on a Tuesday?' } })
  @Post('messages')
  post(@Caller() caller: Principal, @PathId('serviceRequestId') serviceRequestId: string, @Body() message: NewMessageDto): Promise<MessageDto> {
    return this.postMessage.execute(caller, serviceRequestId, message);
  }

  @Operation('serviceRequests.rate', { summary: 'Rate the other side', description: 'Once, within 14 days after completion. The other side sees it when it has rated, too, or when the 14 days are over.', status: 201, response: RatingDto, problems: [PROBLEMS.STATE_CONFLICT, PROBLEMS.ALREADY_EXISTS, MARKETPLACE_PROBLEMS.RATING_CLOSED], example: { stars: 5, comment: 'Clear, on time, and the checklists are in use.' } })
  @Post('ratings')
  rate(@Caller() caller: Principal, @PathId('serviceRequestId') serviceRequestId: string, @Body() rating: NewRatingDto): Promise<RatingDto> {
    return this.rateOther.execute(caller, serviceRequestId, rating);
  }

  @Operation('serviceRequests.listRatings', { summary: 'The ratings of a request that you may see', response: RatingListDto })
  @Get('ratings')
  ratings(@Caller() caller: Principal, @PathId('serviceRequestId') serviceRequestId: string): Promise<RatingListDto> {
    return this.listRatings.execute(caller, serviceRequestId);
  }
}
