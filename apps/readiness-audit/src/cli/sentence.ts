/** Something went wrong that a person can mend: its message is one line that says how, and is all that is printed. */
export class Sentence extends Error {}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'is not there', EACCES: 'may not be used by this user', EISDIR: 'is a folder', ENOTDIR: 'is not a folder', EEXIST: 'is there already', EROFS: 'cannot be written: the file system is read only', ENOSPC: 'could not be written: the disk is full', EDQUOT: 'could not be written: the quota is used up', EADDRINUSE: 'is taken by another process',
};

/** Also one of another realm, as those of Node's modules are under jest. */
const isError = (value: unknown): value is Error => value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';

/** What is printed for an error. @returns one line */
export function sentenceOf(error: unknown): string {
  if (error instanceof Sentence) return error.message;
  if (!isError(error)) return 'Something went wrong that has no name.';
  const { code = '', path } = error as NodeJS.ErrnoException;
  const reason = REASONS[code];
  return reason === undefined ? (error.message.split('\n')[0] ?? '') : `${path ?? 'A file'} ${reason}.`;
}
