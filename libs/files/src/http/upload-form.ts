import type { Multipart, MultipartFile, MultipartValue } from '@fastify/multipart';
import { FILE_PART, invalidFields, pointerTo } from '@plumbline/common';
import { type FieldError, Problem, PROBLEMS } from '@plumbline/problems';
import type { FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { FILE_PROBLEMS } from '../problems.js';

/** Text fields beside a file are few and short. */
const MOST_FIELDS = 20;
const LONGEST_FIELDS_BYTES = 64 * 1024;
const LIMITS = { fields: MOST_FIELDS, files: 1, parts: MOST_FIELDS + 1, fieldSize: LONGEST_FIELDS_BYTES, fileSize: Infinity, headerPairs: 20 };

const wrongPart = (name: string, code: string, message: string): Problem => invalidFields([{ pointer: pointerTo('', name), code, message } satisfies FieldError]);
const malformed = (detail: string): Problem => new Problem(PROBLEMS.MALFORMED_BODY, { detail });
const twoFiles = (): Problem => wrongPart(FILE_PART, 'MAX_ITEMS', 'must be one file');

/** What a failure of @fastify/multipart or busboy is called. @param begun whether there was a part before it. */
function problemOf(error: unknown, begun: boolean): Problem {
  if (error instanceof Problem) return error;
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  if (code === 'FST_FILES_LIMIT') return twoFiles();
  if (code === 'FST_FIELDS_LIMIT' || code === 'FST_PARTS_LIMIT') return malformed(`The form has more than ${MOST_FIELDS} fields.`);
  if (code === 'FST_INVALID_JSON_FIELD_ERROR') return malformed('The parts beside the file must be text.');
  if (code === 'FST_MP_PREMATURE_CLOSE' || (begun && /terminated early|end of multipart data/.test(String(message)))) return new Problem(FILE_PROBLEMS.UPLOAD_CUT_OFF, { cause: error });
  if (/boundary not found/i.test(String(message))) return malformed('Content-Type names no boundary.');
  return malformed('The body is not well-formed multipart/form-data.');
}

/**
 * A form (RFC 7578) of text fields and then one part `file`, read as it streams: nothing of the file is taken before it is asked for, and
 * a sender who is faster than the store waits.
 */
export class UploadForm {
  readonly #parts: AsyncIterator<Multipart, unknown>;
  readonly #aborted: Promise<never>;
  #file: Readable | undefined;
  #begun = false;

  /** @param signal aborts the reading, with the reason why. */
  constructor(request: FastifyRequest, signal: AbortSignal) {
    this.#parts = request.parts({ limits: LIMITS });
    this.#aborted = new Promise((_resolve, reject) => {
      const abort = (): void => {
        const problem = signal.reason instanceof Problem ? signal.reason : new Problem(FILE_PROBLEMS.UPLOAD_CUT_OFF, { cause: signal.reason });
        this.#file?.destroy(problem);
        reject(problem);
      };
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort, { once: true });
    });
    this.#aborted.catch(() => undefined);
  }

  /**
   * Reads up to the file.
   * @returns the fields as name and text, and the file.
   * @throws Problem VALIDATION_FAILED naming the part, MALFORMED_BODY, BODY_TOO_LARGE (fields), UPLOAD_CUT_OFF
   */
  async begin(): Promise<{ readonly pairs: readonly (readonly [string, string])[]; readonly file: MultipartFile }> {
    const pairs: (readonly [string, string])[] = [];
    let bytes = 0;
    for (let part = await this.#next(); part !== undefined; part = await this.#next()) {
      if (part.type === 'file') return { pairs, file: this.#opened(part) };
      const pair = textOf(part);
      bytes += Buffer.byteLength(pair[0]) + Buffer.byteLength(pair[1]);
      if (part.valueTruncated || bytes > LONGEST_FIELDS_BYTES) throw new Problem(PROBLEMS.BODY_TOO_LARGE, { detail: `Send at most ${LONGEST_FIELDS_BYTES / 1024} KiB of text beside the file.` });
      pairs.push(pair);
    }
    throw wrongPart(FILE_PART, 'REQUIRED', 'is required: one part that is a file');
  }

  /**
   * The bytes of the file. They end only when the form does, so that whoever stores them learns in time of what should not stand behind it.
   * @throws Problem as `begin`.
   */
  async *content(file: MultipartFile): AsyncGenerator<Buffer, void, undefined> {
    try {
      yield* file.file as AsyncIterable<Buffer>;
    } catch (error) {
      throw problemOf(error, true);
    }
    const behind = await this.#next();
    if (behind?.type === 'file') throw twoFiles();
    if (behind !== undefined) throw wrongPart(behind.fieldname, 'ORDER', 'must stand before the file');
  }

  #opened(part: MultipartFile): MultipartFile {
    if (part.fieldname !== FILE_PART) throw wrongPart(part.fieldname, 'UNEXPECTED_FILE', `must be text; the file is sent as \`${FILE_PART}\``);
    this.#file = part.file;
    return part;
  }

  async #next(): Promise<Multipart | undefined> {
    try {
      const { done, value } = await Promise.race([this.#parts.next(), this.#aborted]);
      this.#begun = true;
      return done === true ? undefined : value;
    } catch (error) {
      throw problemOf(error, this.#begun);
    }
  }
}

function textOf({ fieldname, value }: MultipartValue): readonly [string, string] {
  // @fastify/multipart parses a part that calls itself JSON; busboy replaces what is not UTF-8, and leaves out a name that is missing.
  const name = fieldname as string | undefined;
  if (typeof value !== 'string') throw malformed('The parts beside the file must be text.');
  if (name === undefined || name === '') throw malformed('A field of the form has no name.');
  if (name.includes('\ufffd') || value.includes('\ufffd')) throw malformed('The form is not UTF-8.');
  if (name === FILE_PART) throw wrongPart(FILE_PART, 'TYPE', 'must be a file, with a filename');
  return [name, value];
}
