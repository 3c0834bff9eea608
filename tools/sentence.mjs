import { stripVTControlCharacters } from 'node:util';

/** A failure that the reader can mend: its message is one sentence with its cure, and it is printed without a stack trace. */
export class Sentence extends Error {
  /**
   * @param {string} message what is wrong and what to do about it
   * @param {string} [details] the last lines of the program that failed, shown in one block below the sentence
   */
  constructor(message, details = '') {
    super(message);
    this.name = 'Sentence';
    this.details = details;
  }
}

/**
 * What a person should read of an error.
 * @param {unknown} error
 * @returns {string} the sentence (and its block); the stack only for what nobody foresaw
 */
export function readable(error) {
  if (error instanceof Sentence) return error.details ? `${error.message}\n${block(error.details)}` : error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/**
 * Indents text so that another program's words are not mistaken for our own.
 * @param {string} text
 */
export function block(text) {
  return stripVTControlCharacters(text).trimEnd().split('\n').map((line) => `  | ${line}`).join('\n');
}
