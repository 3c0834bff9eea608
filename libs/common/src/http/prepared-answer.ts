import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { namesTag } from './conditional.js';

/** How long browsers and proxies keep a public answer: what changes with a release only, and what may be withdrawn at any moment. */
export const KEPT = { forAnHour: 'public, max-age=3600', forAMinute: 'public, max-age=60, must-revalidate' } as const;

/** The form of a prepared answer; JSON, kept for an hour, unless told. */
export interface AnswerForm {
  readonly mediaType?: string;
  readonly cacheControl?: string;
  /** Further headers, by their names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A public answer that is the same for everybody: put into text and tagged once, and 304 for who has it. */
export class PreparedAnswer {
  readonly #body: string;
  readonly #mediaType: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #tag: string;

  /** @param content a text as it is sent, or what is answered as JSON. */
  constructor(content: object | string, { mediaType = 'application/json; charset=utf-8', cacheControl = KEPT.forAnHour, headers = {} }: AnswerForm = {}) {
    this.#body = typeof content === 'string' ? content : JSON.stringify(content);
    this.#mediaType = mediaType;
    // Weak (RFC 9110 section 8.8.1): the same tag stands for the compressed and the plain form.
    this.#tag = `W/"${createHash('sha256').update(this.#body).digest('base64url').slice(0, 22)}"`;
    this.#headers = { ...headers, etag: this.#tag, 'cache-control': cacheControl };
  }

  /**
   * Answers the request; the handler takes `@Res()`, so that nothing is sent after it.
   * @param cacheControl in place of the prepared one, where the same answer is kept for another time under another address.
   */
  send(request: FastifyRequest, reply: FastifyReply, cacheControl?: string): void {
    reply.headers(this.#headers);
    if (cacheControl !== undefined) reply.header('cache-control', cacheControl);
    const known = request.headers['if-none-match'];
    if (known !== undefined && namesTag(known, this.#tag)) reply.code(304).send();
    else reply.type(this.#mediaType).send(this.#body);
  }
}
