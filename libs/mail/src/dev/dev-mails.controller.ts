import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Operation } from '@plumbline/common';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MailsRepository } from '../data/mails.repository.js';
import { htmlPart } from '../layout/html-part.js';
import { textPart } from '../layout/text-part.js';
import { devMailsPage, PAGE_POLICY, type ShownMail } from './dev-mails-page.js';
import { DevMailsQuery } from './dev-mails.dto.js';

/** Most mails that are shown. */
const SHOWN = 100;
/** All that are kept, and some that came while others were trimmed. */
const LOOKED_AT = 600;

/** Of this machine (RFC 1122 section 3.2.1.3, RFC 4291 section 2.5.3), also as IPv6 writes an IPv4 address. */
const LOOPBACK = /^(?:::ffff:)?127\.|^::1$/;

interface KeptMail extends ShownMail {
  readonly id: string;
}

/**
 * Mails that were kept instead of sent, for programs of this machine alone: they hold links that open accounts. It is on only where no SMTP
 * server is set, which production refuses; nowhere else is there such a path.
 */
@ApiExcludeController()
@Controller('dev/mails')
export class DevMailsController {
  constructor(private readonly mails: MailsRepository) {}

  @Operation('dev.mails', { summary: 'Mails that were kept instead of sent', raw: { mediaType: 'text/html', description: 'The newest 100, or JSON when asked for.' }, rateLimit: 'none' })
  @Get()
  async list(@Query() { to, format }: DevMailsQuery, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    // The peer itself, whatever a header says of whom it speaks for.
    if (!LOOPBACK.test(request.socket.remoteAddress ?? '')) throw new Problem(PROBLEMS.NOT_FOUND, { detail: 'Mails are shown to this machine only: open it on the machine that runs the service.' });
    const mails = await this.#newest(to);
    if ((format ?? preferred(request.headers.accept)) === 'json') await reply.type('application/json; charset=utf-8').send(JSON.stringify({ items: mails.map(toItem) }));
    else await reply.header('content-security-policy', PAGE_POLICY).type('text/html; charset=utf-8').send(devMailsPage(mails, to));
  }

  async #newest(to: string | undefined): Promise<readonly KeptMail[]> {
    const kept = await this.mails.newestKept(LOOKED_AT);
    const whole = kept.flatMap(({ _id, to: address, content, queuedAt }) => (address === undefined || content === undefined ? [] : [{ id: _id, to: address, at: queuedAt, content }]));
    return whole.filter((mail) => to === undefined || mail.to.toLowerCase() === to.toLowerCase()).slice(0, SHOWN);
  }
}

function preferred(accept = ''): 'html' | 'json' {
  return accept.includes('application/json') && !accept.includes('text/html') ? 'json' : 'html';
}

function toItem({ id, to, at, content }: KeptMail): Readonly<Record<string, unknown>> {
  return { id, to, subject: content.subject, text: textPart(content), html: htmlPart(content), at };
}
