import { Body, Controller, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, ClientAddress, Operation, type Principal, sessionOf } from '@plumbline/common';
import { PROBLEMS } from '@plumbline/problems';
import type { FastifyRequest } from 'fastify';
import { IDENTITY_PROBLEMS } from '../domain/problems.js';
import { AskForLink } from '../use-cases/ask-for-link.js';
import { ChangePassword } from '../use-cases/change-password.js';
import { ResetPassword } from '../use-cases/reset-password.js';
import { VerifyEmail } from '../use-cases/verify-email.js';
import { LinkRequestDto, ChangePasswordDto, LinkTokenDto, NoticeResponse, ResetPasswordDto } from './mail-links.dto.js';

const { LINK_NOT_GOOD, LOGIN_THROTTLED, PASSWORD_REFUSED } = IDENTITY_PROBLEMS;

const SENT: NoticeResponse = { detail: 'If there is an account that needs it, a mail with a link is on its way. Look into the spam folder, too.' };

/** Ways to an account by its mailbox: verification, forgotten passwords; and the password's change. */
@ApiTags('auth')
@Controller('auth')
export class PasswordsController {
  constructor(
    private readonly verify: VerifyEmail,
    private readonly askForLink: AskForLink,
    private readonly reset: ResetPassword,
    private readonly change: ChangePassword,
    private readonly clients: ClientAddress,
  ) {}

  @Operation('auth.verifyEmail', {
    summary: 'Confirm the e-mail address of a registration',
    description: 'With the token of the link that was mailed, which is good for 24 hours and once. Then the person can log in.',
    response: NoticeResponse,
    body: ['json', 'form'],
    rateLimit: 'auth',
    problems: [LINK_NOT_GOOD],
  })
  @Post('verify-email')
  async verifyEmail(@Body() { token }: LinkTokenDto, @Req() request: FastifyRequest): Promise<NoticeResponse> {
    await this.verify.execute(token, this.clients.of(request).key);
    return { detail: 'The address is confirmed. Log in.' };
  }

  @Operation('auth.resendVerification', {
    summary: 'Have the link of a registration sent again',
    description: 'Answered the same, at the same cost, whether or not there is such an account. The link that was sent before is void. At most one mail a minute and five an hour go to an address.',
    status: 202,
    response: NoticeResponse,
    body: ['json', 'form'],
    example: { email: 'ada@example.org' },
    rateLimit: 'auth',
  })
  @Post('resend-verification')
  async resendVerification(@Body() { email }: LinkRequestDto): Promise<NoticeResponse> {
    await this.askForLink.execute('verification', email);
    return SENT;
  }

  @Operation('auth.forgotPassword', {
    summary: 'Have a link sent by which the password is replaced',
    description: 'Answered the same, at the same cost, whether or not the address has an account. At most one mail a minute and five an hour go to an address.',
    status: 202,
    response: NoticeResponse,
    body: ['json', 'form'],
    example: { email: 'client@demo.test' },
    rateLimit: 'auth',
  })
  @Post('forgot-password')
  async forgotPassword(@Body() { email }: LinkRequestDto): Promise<NoticeResponse> {
    await this.askForLink.execute('passwordReset', email);
    return SENT;
  }

  @Operation('auth.resetPassword', {
    summary: 'Choose a new password',
    description: 'With the token of the link that was mailed, which is good for 30 minutes and once. All sessions end; a second factor stays asked. It confirms the e-mail address, too.',
    response: NoticeResponse,
    body: ['json', 'form'],
    rateLimit: 'auth',
    problems: [LINK_NOT_GOOD, PROBLEMS.OVERLOADED],
  })
  @Post('reset-password')
  async resetPassword(@Body() { token, password }: ResetPasswordDto, @Req() request: FastifyRequest): Promise<NoticeResponse> {
    await this.reset.execute({ token, password, addressKey: this.clients.of(request).key });
    return { detail: 'The password is changed. Log in with it.' };
  }

  @Operation('auth.changePassword', {
    summary: 'Change my password',
    description: 'All other sessions end, this one stays.',
    status: 204,
    rateLimit: 'auth',
    problems: [PASSWORD_REFUSED, LOGIN_THROTTLED, PROBLEMS.STATE_CONFLICT, PROBLEMS.OVERLOADED],
  })
  @Post('change-password')
  async changePassword(@Caller() caller: Principal, @Body() { currentPassword, newPassword }: ChangePasswordDto): Promise<void> {
    await this.change.execute({ ...sessionOf(caller), currentPassword, newPassword });
  }
}
