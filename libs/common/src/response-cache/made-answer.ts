import type { AnswerForm } from '../http/index.js';

/** A public answer as it was made, and of what. */
export interface MadeAnswer extends AnswerForm {
  /** As it is sent. */
  readonly text: string;
  /** The document that it was made of; a change of it makes the answer stale. */
  readonly documentId: string;
  /** The document's version when it was read. */
  readonly version: number;
  /** From when on it says something else by itself; undefined when it never does. */
  readonly until?: Date | undefined;
}
