import type {} from '@fastify/multipart';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { FastifyRequest } from 'fastify';
import { finding, pointerTo } from './findings.js';
import { type FormBody, MAX_FIELDS, parseForm, TOO_MANY_FIELDS } from './form-body.js';
import { invalidFields } from './invalid-fields.js';

/** Bytes of all names and values together, as for the other media types. */
const MAX_BYTES = 1_048_576;
/** Those of the url-encoded twin; the one file is there to be refused by name. */
const LIMITS = { fields: MAX_FIELDS, files: 1, parts: MAX_FIELDS + 1, fieldSize: MAX_BYTES, headerPairs: 50 };

const tooLarge = () => new Problem(PROBLEMS.BODY_TOO_LARGE);
const malformed = (detail: string) => new Problem(PROBLEMS.MALFORMED_BODY, { detail });

async function readPairs(request: FastifyRequest): Promise<string[]> {
  const pairs: string[] = [];
  let bytes = 0;
  for await (const part of request.parts({ limits: LIMITS })) {
    if (part.type === 'file') {
      part.file.resume();
      throw invalidFields([finding(pointerTo('', part.fieldname), 'unexpectedFile')]);
    }
    const { fieldname, value } = part;
    // @fastify/multipart parses a part that calls itself JSON.
    if (typeof value !== 'string') throw malformed('The parts of the form must be text.');
    if (part.valueTruncated) throw tooLarge();
    bytes += Buffer.byteLength(fieldname) + Buffer.byteLength(value);
    if (bytes > MAX_BYTES) throw tooLarge();
    // Busboy replaces what is not UTF-8 instead of refusing it.
    if (fieldname.includes('\ufffd') || value.includes('\ufffd')) throw malformed('The form is not UTF-8.');
    if (fieldname === '') throw malformed('A field of the form has no name.');
    pairs.push(`${encodeURIComponent(fieldname)}=${encodeURIComponent(value)}`);
  }
  return pairs;
}

const TOO_MANY_PARTS: ReadonlySet<unknown> = new Set(['FST_FIELDS_LIMIT', 'FST_PARTS_LIMIT']);

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { code, statusCode } = error as { readonly code?: unknown; readonly statusCode?: unknown };
  if (TOO_MANY_PARTS.has(code)) return malformed(TOO_MANY_FIELDS);
  return statusCode === 413 ? tooLarge() : malformed('The body is not well-formed multipart/form-data.');
}

/**
 * Reads `multipart/form-data` (RFC 7578) without files into what the url-encoded twin gives.
 * @throws Problem BODY_TOO_LARGE, MALFORMED_BODY, or VALIDATION_FAILED with `UNEXPECTED_FILE` when a part is a file.
 */
export async function readMultipartFields(request: FastifyRequest): Promise<FormBody> {
  let pairs: string[];
  try {
    pairs = await readPairs(request);
  } catch (error) {
    throw problemOf(error);
  }
  return parseForm(pairs.join('&'));
}
