import { spawn } from 'node:child_process';
import type { Lab } from './lab.ts';
import { endGroup } from './program.ts';
import { Unavailable } from './unavailable.ts';

const PATIENCE_MS = 120_000;
const MOST_OUTPUT = 4 * 1_048_576;
/** RFC 3986 section 3.2.1. */
const URL_PASSWORD = /:\/\/[^:/@\s]*:([^@\s]+)@/g;

/** A command of the target file that was run to its end. */
export interface Ran {
  readonly command: string;
  /** Null where it was ended, by a signal or for its time. */
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/**
 * Runs a command by a shell, in the target file's folder.
 * @param options.isUndo it puts something back: it runs to its end although the run is over
 * @throws Unavailable when the shell does not find it, when it prints without end, or when the run ends meanwhile
 */
export async function runCommand(lab: Lab, command: string, { isUndo = false }: { readonly isUndo?: boolean } = {}): Promise<Ran> {
  if (!isUndo) lab.ending.throwIfAborted();
  for (const [, password = ''] of command.matchAll(URL_PASSWORD)) lab.mask.add(password, 'password of a command');
  // A group of its own: what the shell has started ends with it.
  const child = spawn(command, { shell: true, cwd: lab.target.folder, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const end = (): void => {
    if (child.exitCode === null) endGroup(child);
  };
  if (!isUndo) lab.ending.addEventListener('abort', end);
  const timer = setTimeout(end, PATIENCE_MS);
  const texts = { output: '', errors: '' };
  for (const [name, stream] of [['output', child.stdout], ['errors', child.stderr]] as const) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      texts[name] += chunk;
      if (texts[name].length > MOST_OUTPUT) end();
    });
  }
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(127)).once('close', resolve);
  });
  clearTimeout(timer);
  lab.ending.removeEventListener('abort', end);
  if (!isUndo) lab.ending.throwIfAborted();
  const shown = lab.mask.text(command);
  if (texts.output.length > MOST_OUTPUT) throw new Unavailable(`\`${shown}\` prints more than ${MOST_OUTPUT} characters.`);
  if (code === 127 || code === 126) throw new Unavailable(`\`${shown}\` is no command that can be run here: ${lastLine(texts.errors)}`);
  return { command: shown, code, output: lab.mask.text(texts.output), errors: lab.mask.text(texts.errors) };
}

/** The line that mostly says why. */
export const lastLine = (text: string): string => (text.trim().split('\n').at(-1) ?? '').slice(0, 200);

/** How a command ended, for people. */
export const howItEnded = ({ code, errors, output }: Ran): string => `${code === null ? `was ended after ${PATIENCE_MS / 1_000} s` : `ended with ${code}`}: ${lastLine(errors) || lastLine(output) || 'it printed nothing'}`;
