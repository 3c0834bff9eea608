import { Controller, Get, Header } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '@plumbline/common';

const STYLE = 'body{font:1.1rem/1.6 system-ui,sans-serif;max-width:38rem;margin:4rem auto;padding:0 1rem;color:#1b2733;background:#fff}a{color:#0b5cad}';

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>You are back - Plumbline</title>
<style>${STYLE}</style></head>
<body><main><h1>You are back</h1>
<p>You may close this page and go back to where you were before: it shows there how it went.</p>
<p>Nothing is paid twice if you look again.</p>
</main></body></html>
`;

/** Where 3-D Secure sends the payer back to, and the onboarding the provider, until the web app has such pages. It looks at nothing that the address carries. */
@ApiTags('pages')
@Controller('payments')
export class ReturnPageController {
  @Operation('payments.returnPage', { summary: 'Page behind 3-D Secure', ignoresQuery: true, description: 'Whatever the bank adds to the address is not looked at.', raw: { mediaType: 'text/html', description: 'Says that the payer may go back.' } })
  @Get('return')
  @Header('content-type', 'text/html; charset=utf-8')
  show(): string {
    return PAGE;
  }
}
