import { Controller, Get, Header } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '@plumbline/common';

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Plumbline</title>
<style>body{font:1.1rem/1.6 system-ui,sans-serif;max-width:38rem;margin:4rem auto;padding:0 1rem;color:#1b2733}a{color:#0b5cad}</style></head>
<body><h1>Plumbline</h1>
<p>Takes a small firm from “we would like to sell to the public sector” to “we can prove that we are ready”.</p>
<ul>
<li><a href="/docs">API documentation</a>, with examples that work</li>
<li><a href="/openapi.json">OpenAPI document</a></li>
<li><a href="/problems">Every problem the service answers with</a></li>
<li><a href="/ready">Readiness</a></li>
</ul></body></html>
`;

/** What stands at `/` until the web app does. */
@ApiTags('pages')
@Controller()
export class HomeController {
  @Operation('home.page', { summary: 'Start page', raw: { mediaType: 'text/html', description: 'Links to the documentation.' } })
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  home(): string {
    return PAGE;
  }
}
