import type { Readable } from 'node:stream';
import { Logger } from '@nestjs/common';
import { create } from 'content-disposition';
import type { FastifyReply } from 'fastify';
import type { StoredFile } from '../file-store.js';

const logger = new Logger('Attachment');

/** How long a reader may take nothing, in ms: after that the download breaks off, so that its megabyte and its cursor are not held for nobody. */
const IDLE_MS = 60_000;

/** How long a whole download may take, in ms, once it has begun: the largest file over a line of 300 kbit/s. The operation's deadline is for its first byte. */
const DOWNLOAD_MS = 600_000;

/**
 * Answers with a file to be saved, never to be shown: whatever is in it, no browser runs it with our origin. Its type is not told, as the
 * name's ending, which is the content's, decides what opens it. The handler takes `@Res()`, so that nothing is sent after it.
 * @param file from `FileStore.put`, as the caller has kept it.
 * @param content from `FileStore.open`.
 * @param idleMs other than a minute in tests.
 */
export function sendAttachment(reply: FastifyReply, file: StoredFile, content: Readable, idleMs: number = IDLE_MS): void {
  reply.request.deadlineAt = performance.now() + DOWNLOAD_MS;
  reply.raw.setTimeout(idleMs, () => reply.raw.destroy());
  // The answer has begun by then: it breaks off, shorter than it announced, and here alone is said why.
  content.once('error', (error) => logger.error({ fileId: file.id, err: error }, 'A stored file cannot be read.'));
  void reply
    .type('application/octet-stream')
    .header('content-length', file.size)
    // RFC 6266 with RFC 8187 for names beyond ISO 8859-1.
    .header('content-disposition', create(file.name))
    .header('content-security-policy', "sandbox; default-src 'none'")
    .header('cache-control', 'private, no-store')
    .header('etag', `"${file.sha256}"`)
    .header('repr-digest', `sha-256=:${Buffer.from(file.sha256, 'hex').toString('base64')}:`)
    .send(content);
}
