import fastifyMultipart from '@fastify/multipart';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { MEDIA_TYPES, type BodyFormat, type OperationPolicy } from '../operation/operation-policy.js';
import { parseForm, parseJsonBody, readMultipartFields } from '../validation/index.js';

export const BODY_LIMIT = 1_048_576;

/** Registers the readers of the three media types; every other one is answered 415 by `checkMediaType`. */
export async function registerBodyReaders(instance: FastifyInstance): Promise<void> {
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser<Buffer>(MEDIA_TYPES.json, { parseAs: 'buffer' }, (request, body, done) => {
    request.bodyFormat = 'json';
    if (request.routeOptions.config.operation?.bodyFormats.includes('bytes') === true) return done(null, body);
    if (body.length === 0 && request.routeOptions.config.operation?.bodyFormats.length === 0) return done(null, undefined);
    read(() => parseJsonBody(body), done);
  });
  instance.addContentTypeParser<Buffer>(MEDIA_TYPES.form, { parseAs: 'buffer' }, (request, body, done) => {
    request.bodyFormat = 'form';
    read(() => parseForm(body), done);
  });
  await registerMultipart(instance);
}

/**
 * @fastify/multipart without its hooks: they remove files that it has saved to disk, which it is never asked to do here, and being
 * asynchronous they would hold up every request of the server, of whatever media type.
 */
async function registerMultipart(instance: FastifyInstance): Promise<void> {
  const withoutHooks = Object.create(instance, { addHook: { value: (): FastifyInstance => withoutHooks } }) as FastifyInstance;
  await new Promise<void>((resolve, reject) => {
    fastifyMultipart(withoutHooks, {}, (error) => (error === undefined ? resolve() : reject(error)));
  });
}

function read(parse: () => unknown, done: (error: Error | null, body?: unknown) => void): void {
  let body: unknown;
  try {
    body = parse();
  } catch (error) {
    return done(error as Error);
  }
  done(null, body);
}

/** preValidation hook of operations that take multipart: the text fields become the body. */
export async function readMultipart(request: FastifyRequest): Promise<void> {
  if (!request.isMultipart()) return;
  request.bodyFormat = 'multipart';
  request.body = await readMultipartFields(request);
}

/** preValidation hook of operations that take no body: nothing may be in it. */
export function refuseMembers(request: FastifyRequest, _reply: unknown, done: (error?: Error) => void): void {
  const { body } = request;
  if (body === undefined || body === null) return done();
  const members = typeof body === 'object' && !Array.isArray(body) ? Object.keys(body) : undefined;
  if (members?.length === 0) return done();
  const errors = (members ?? ['']).slice(0, 50).map((name) => ({ pointer: name === '' ? '' : `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, code: 'UNKNOWN_FIELD', message: 'is not known: this operation takes no body' }));
  done(new Problem(PROBLEMS.VALIDATION_FAILED, { detail: 'This operation takes no body.', errors }));
}

/** Whether a body follows (RFC 9112 section 6.3). */
function announcesBody({ 'content-length': length, 'transfer-encoding': chunked }: FastifyRequest['headers']): boolean {
  return chunked !== undefined || (length !== undefined && length !== '0');
}

function isPlainUtf8(parameters: readonly string[], encoding: string | undefined): boolean {
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length).replaceAll('"', '');
  return (charset === undefined || charset === 'utf-8') && (encoding === undefined || encoding === 'identity');
}

/**
 * The media type of a request's body is one that the operation takes, in UTF-8 and not compressed.
 * @throws Problem UNSUPPORTED_MEDIA_TYPE with the media types that are taken.
 */
export function checkMediaType(headers: FastifyRequest['headers'], policy: OperationPolicy): void {
  const { 'content-type': type, 'content-encoding': encoding } = headers;
  if (type === undefined && !announcesBody(headers)) return;
  const taken: readonly BodyFormat[] = policy.bodyFormats.length === 0 ? ['json'] : policy.bodyFormats;
  if (type === MEDIA_TYPES.json && encoding === undefined && taken.includes('json')) return;
  const [essence = '', ...parameters] = (type ?? '').split(';').map((part) => part.trim().toLowerCase());
  const known = taken.some((format) => MEDIA_TYPES[format] === essence);
  if (known && isPlainUtf8(parameters, encoding)) return;
  const accepted = taken.map((format) => MEDIA_TYPES[format]);
  throw new Problem(PROBLEMS.UNSUPPORTED_MEDIA_TYPE, {
    detail: known ? 'Send the body in UTF-8 without Content-Encoding.' : `Send the body as ${accepted.join(' or ')}.`,
    extensions: { accepted },
  });
}
