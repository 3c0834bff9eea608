import { FILE_PROBLEMS } from '../problems.js';
import { Problem } from '@plumbline/problems';
import type { ContentCheck } from './format.js';
import { formatByName, nameFor, plainName } from './file-name.js';
import { checkFor } from './recognise.js';

/** What an inspection has found out. */
export interface Findings {
  readonly mediaType: string;
  readonly name: string;
}

/** Looks at a content as it streams by, and says in the end what it is and how it is to be called. */
export class Inspection {
  #check: ContentCheck | undefined;

  /** @param claimedName as the sender has it. */
  constructor(private readonly claimedName: string) {}

  /**
   * @param bytes the next ones; the first time some thousand, if there are so many.
   * @throws Problem FILE_TYPE_REFUSED, FILE_UNSAFE
   */
  async take(bytes: Buffer): Promise<void> {
    this.#check ??= await checkFor(bytes);
    this.#check.take(bytes);
  }

  /** @throws Problem FILE_EMPTY, FILE_TYPE_REFUSED, FILE_UNSAFE */
  end(): Findings {
    if (this.#check === undefined) throw new Problem(FILE_PROBLEMS.FILE_EMPTY);
    const claimed = plainName(this.claimedName);
    const format = formatByName(this.#check.end(), claimed);
    return { mediaType: format.mediaType, name: nameFor(format, claimed) };
  }
}
