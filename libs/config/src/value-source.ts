import { readFileSync } from 'node:fs';
import { InvalidValue } from './variable.js';

type Environment = Readonly<Record<string, string | undefined>>;

const filled = (text: string | undefined): string => text?.trim() ?? '';

/**
 * The text of a variable: `NAME`, or the content of the file that `NAME_FILE` names, which is how orchestrators hand out secrets.
 * @returns '' when neither is set.
 * @throws InvalidValue when both are, or the file gives nothing; it never repeats what is in it.
 */
export function textOf(name: string, environment: Environment): string {
  const text = filled(environment[name]);
  const file = filled(environment[`${name}_FILE`]);
  if (file === '') return text;
  if (text !== '') throw new InvalidValue(`is set, and so is ${name}_FILE; leave one of them out`);
  const content = filled(read(file, name));
  if (content === '') throw new InvalidValue(`is empty: ${name}_FILE names ${file}, and nothing is in it`);
  return content;
}

function read(file: string, name: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new InvalidValue(`cannot be read: ${name}_FILE names ${file} (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
  }
}
