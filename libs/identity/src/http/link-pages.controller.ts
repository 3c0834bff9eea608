import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '@plumbline/common';
import { type LinkPage, linkPage } from './link-page.js';
import { LinkQuery } from './mail-links.dto.js';

const VERIFY: LinkPage = { title: 'Confirm your e-mail address', text: 'One click, and you can log in.', button: 'Confirm the address', action: '/api/v1/auth/verify-email', asksPassword: false };
const RESET: LinkPage = { title: 'Choose a new password', text: 'You are then logged out everywhere, and log in with the new password.', button: 'Change the password', action: '/api/v1/auth/reset-password', asksPassword: true };
const CONFIRM: LinkPage = { title: 'Confirm your new e-mail address', text: 'You are then logged out everywhere, and log in with the new address.', button: 'Confirm the new address', action: '/api/v1/users/me/email/confirm', asksPassword: false };

const HTML = 'text/html; charset=utf-8';
const raw = { mediaType: 'text/html', description: 'A page with a button.' };

/** Where links in mails lead. */
@ApiTags('pages')
@Controller()
export class LinkPagesController {
  @Operation('auth.verifyEmailPage', { summary: 'Page to confirm an e-mail address', raw })
  @Get('verify-email')
  @Header('content-type', HTML)
  verifyEmail(@Query() { token }: LinkQuery): string {
    return linkPage(VERIFY, token);
  }

  @Operation('auth.resetPasswordPage', { summary: 'Page to choose a new password', raw })
  @Get('reset-password')
  @Header('content-type', HTML)
  resetPassword(@Query() { token }: LinkQuery): string {
    return linkPage(RESET, token);
  }

  @Operation('users.confirmEmailPage', { summary: 'Page to confirm a new e-mail address', raw })
  @Get('confirm-email')
  @Header('content-type', HTML)
  confirmEmail(@Query() { token }: LinkQuery): string {
    return linkPage(CONFIRM, token);
  }
}
