import { parseArgs, type ParseArgsConfig } from 'node:util';
import { Sentence } from './sentence.ts';

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<O extends Options> = ReturnType<typeof parseArgs<{ readonly options: O; readonly allowPositionals: true; readonly strict: true; readonly args: string[] }>>;

/**
 * Reads the arguments of a command.
 * @param usage its first line is told with a complaint
 * @throws Sentence for an option that is not known, or that lacks its value
 */
export function argumentsOf<O extends Options>(args: readonly string[], options: O, usage: string): Parsed<O> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new Sentence(`${((error as Error).message.split('\n')[0] ?? '').split('. ')[0] ?? ''}. ${firstLine(usage)}`);
  }
}

/** @throws Sentence unless there are as many as the command takes */
export function assertCount(positionals: readonly string[], [least, most]: readonly [number, number], usage: string): void {
  if (positionals.length < least) throw new Sentence(`Something is missing. ${firstLine(usage)}`);
  if (positionals.length > most) throw new Sentence(`${positionals[most] ?? ''} is one argument too many. ${firstLine(usage)}`);
}

const firstLine = (usage: string): string => usage.split('\n')[0] ?? '';
