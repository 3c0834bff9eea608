import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, Operation, type Principal } from '@plumbline/common';
import { PROBLEMS } from '@plumbline/problems';
import { IDENTITY_PROBLEMS } from '../domain/problems.js';
import { ConfirmEmailChange } from '../use-cases/confirm-email-change.js';
import { RequestEmailChange } from '../use-cases/request-email-change.js';
import { ChangeEmailDto, LinkTokenDto, NoticeResponse } from './mail-links.dto.js';

/** Moves an account to another e-mail address. */
@ApiTags('users')
@Controller('users/me/email')
export class EmailChangeController {
  constructor(
    private readonly request: RequestEmailChange,
    private readonly confirm: ConfirmEmailChange,
  ) {}

  @Operation('users.requestEmailChange', {
    summary: 'Ask for another e-mail address',
    description: 'A link is sent to the new address and a notice to the old one; the account moves when the link is opened. Answered the same whether or not the new address has an account.',
    status: 202,
    response: NoticeResponse,
    rateLimit: 'auth',
    problems: [IDENTITY_PROBLEMS.PASSWORD_REFUSED, IDENTITY_PROBLEMS.LOGIN_THROTTLED, PROBLEMS.STATE_CONFLICT, PROBLEMS.OVERLOADED],
  })
  @Post()
  async requestChange(@Caller() { userId }: Principal, @Body() { email, password }: ChangeEmailDto): Promise<NoticeResponse> {
    await this.request.execute({ userId, email, password });
    return { detail: 'A mail with a link is on its way to the new address. Nothing changes before it is opened.' };
  }

  @Operation('users.confirmEmailChange', {
    summary: 'Confirm the new e-mail address',
    description: 'With the token of the link that was mailed to it, which is good for an hour and once. All sessions end.',
    response: NoticeResponse,
    body: ['json', 'form'],
    rateLimit: 'auth',
    problems: [IDENTITY_PROBLEMS.LINK_NOT_GOOD],
  })
  @Post('confirm')
  async confirmChange(@Body() { token }: LinkTokenDto): Promise<NoticeResponse> {
    await this.confirm.execute(token);
    return { detail: 'The new address is confirmed. Log in with it.' };
  }
}
