import { Readable } from 'node:stream';
import { Injectable, type Type } from '@nestjs/common';
import { EdgeValidationPipe, FILE_PART, invalidFields, LARGEST_FILE_BYTES, parseForm } from '@plumbline/common';
import { Config } from '@plumbline/config';
import { Problem } from '@plumbline/problems';
import type { FastifyRequest } from 'fastify';
import { FILE_PROBLEMS } from '../problems.js';
import { UploadForm } from './upload-form.js';

/** Boundaries, headers of parts and text fields: what a form may have beside its file. */
const FORM_BYTES = 128 * 1024;
/** A sender who is refused while he sends reads the answer only when he is done: so much more is taken and thrown away. */
const DISCARDED_BYTES = LARGEST_FILE_BYTES + FORM_BYTES;

/** A file on its way in. */
export interface UploadedFile {
  /** As the sender has it, any text; for `FileStore.put`, which makes a name of it. */
  readonly name: string;
  /** Ends when the whole form is read; fails with the Problem to answer. */
  readonly content: Readable;
}

/** Reads the request of an operation that is declared with `upload`. */
@Injectable()
export class Uploads {
  readonly #pipe: EdgeValidationPipe;

  constructor(config: Config) {
    this.#pipe = new EdgeValidationPipe(config.get('EDGE'));
  }

  /**
   * Reads a form of text fields and then a file. The guards have let the sender in before a byte is read, and the fields are valid before
   * one of the file is.
   * @param fields class of the text fields, the one that the operation is declared with.
   * @param work is given both, and reads the file to its end or not at all.
   * @returns what `work` does.
   * @throws Problem VALIDATION_FAILED naming the field or part, MALFORMED_BODY, BODY_TOO_LARGE, FILE_TOO_LARGE, UPLOAD_CUT_OFF; what `work` throws.
   */
  async receive<TFields extends object, T>(request: FastifyRequest, fields: Type<TFields>, work: (fields: TFields, file: UploadedFile) => Promise<T>): Promise<T> {
    refuseByLength(request);
    let content: Readable | undefined;
    try {
      if (!request.isMultipart()) throw invalidFields([{ pointer: `/${FILE_PART}`, code: 'REQUIRED', message: 'is required: one part that is a file' }]);
      const form = new UploadForm(request, request.abortSignal());
      const { pairs, file } = await form.begin();
      const valid = await this.#validated(fields, pairs);
      content = Readable.from(form.content(file), { objectMode: false });
      content.on('error', () => undefined);
      return await work(valid, { name: file.filename, content });
    } finally {
      content?.destroy();
      discardRest(request);
    }
  }

  async #validated<TFields extends object>(fields: Type<TFields>, pairs: readonly (readonly [string, string])[]): Promise<TFields> {
    const form = parseForm(pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&'));
    return (await this.#pipe.transform(form, { type: 'body', metatype: fields })) as TFields;
  }
}

function refuseByLength(request: FastifyRequest): void {
  if (Number(request.headers['content-length'] ?? 0) <= LARGEST_FILE_BYTES + FORM_BYTES) return;
  discardRest(request);
  throw new Problem(FILE_PROBLEMS.FILE_TOO_LARGE);
}

/** Takes what the sender still sends, so that he comes to read the answer and the connection can be used again; within bounds. */
function discardRest({ raw }: FastifyRequest): void {
  if (raw.readableEnded || raw.destroyed) return;
  let left = DISCARDED_BYTES;
  raw.unpipe();
  raw.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) raw.destroy();
  });
  raw.resume();
}
