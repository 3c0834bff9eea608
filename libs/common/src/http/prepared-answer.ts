import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { namesTag } from './conditional.js';

const CACHED_SECONDS = 3600;

/** A public answer that is the same for everybody: put into text and tagged once, kept by browsers and proxies for an hour, and 304 for who has it. */
export class PreparedAnswer {
  readonly #body: string;
  readonly #tag: string;

  /** @param value what is answered as JSON. */
  constructor(value: object) {
    this.#body = JSON.stringify(value);
    // Weak (RFC 9110 section 8.8.1): the same tag stands for the compressed and the plain form.
    this.#tag = `W/"${createHash('sha256').update(this.#body).digest('base64url').slice(0, 22)}"`;
  }

  /** Answers the request; the handler takes `@Res()`, so that nothing is sent after it. */
  send(request: FastifyRequest, reply: FastifyReply): void {
    reply.header('etag', this.#tag).header('cache-control', `public, max-age=${CACHED_SECONDS}`);
    const known = request.headers['if-none-match'];
    if (known !== undefined && namesTag(known, this.#tag)) reply.code(304).send();
    else reply.type('application/json; charset=utf-8').send(this.#body);
  }
}
