import { parseArgs, type ParseArgsConfig } from 'node:util';
import { plain } from '../report/escape.ts';
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
    throw unknownOption(error, usage) ?? new Sentence(`${((error as Error).message.split('\n')[0] ?? '').split('. ')[0] ?? ''}. ${firstLine(usage)}`);
  }
}

/**
 * What is said of an option that a command does not know.
 * @param usage names those that it knows
 * @returns undefined for any other error
 */
export function unknownOption(error: unknown, usage: string): Sentence | undefined {
  const { code, message } = error as Partial<NodeJS.ErrnoException>;
  if (code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return undefined;
  const option = /'(-[^']*)'/.exec(message ?? '')?.[1] ?? '';
  const command = /plumbline-audit (\w+)/.exec(usage)?.[1] ?? '';
  const known = new Set(usage.match(/(?<![\w-])--[a-z][a-z-]*/g));
  return new Sentence(`Unknown option '${plain(option)}': ${command} knows ${[...known].join(', ')} and --help.`);
}

/** @throws Sentence unless there are as many as the command takes */
export function assertCount(positionals: readonly string[], [least, most]: readonly [number, number], usage: string): void {
  if (positionals.length < least) throw new Sentence(`Something is missing. ${firstLine(usage)}`);
  if (positionals.length > most) throw new Sentence(`${positionals[most] ?? ''} is one argument too many. ${firstLine(usage)}`);
}

const firstLine = (usage: string): string => usage.split('\n')[0] ?? '';
