import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation, Text } from '@plumbline/common';
import { TOKEN_LENGTH, TOKEN_PATTERN } from '../domain/invitation.js';

const STYLE = 'body{font:1.1rem/1.6 system-ui,sans-serif;max-width:38rem;margin:4rem auto;padding:0 1rem;color:#1b2733;background:#fff}pre{overflow-x:auto;padding:.8rem;background:#eef2f6}a{color:#0b5cad}';

class InvitationQuery {
  @Text({ min: TOKEN_LENGTH, max: TOKEN_LENGTH, pattern: TOKEN_PATTERN, optional: true, description: 'From the link in the mail.' })
  token?: string;
}

function page(token: string | undefined): string {
  const how = `<p>Log in with the e-mail address to which the invitation was sent, and accept it with <a href="/docs">POST /api/v1/businesses/invitations/accept</a>:</p>
<pre>{ "token": "${token}" }</pre>`;
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>An invitation - Plumbline</title>
<style>${STYLE}</style></head>
<body><main><h1>An invitation</h1>
${token === undefined ? '<p>The link is not whole. Copy all of it from the mail into the address bar.</p>' : how}
</main></body></html>
`;
}

/** Where the link of an invitation leads until the web app has such a page. Accepting needs a login, so there is no button. */
@ApiTags('pages')
@Controller()
export class InvitationPageController {
  @Operation('businesses.invitationPage', { summary: 'Page of an invitation', raw: { mediaType: 'text/html', description: 'How it is accepted.' } })
  @Get('accept-invitation')
  @Header('content-type', 'text/html; charset=utf-8')
  show(@Query() { token }: InvitationQuery): string {
    return page(token);
  }
}
