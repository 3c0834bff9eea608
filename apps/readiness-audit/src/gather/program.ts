import { type ChildProcess, spawn } from 'node:child_process';
import type { Lab } from './lab.ts';
import type { Unavailable } from './unavailable.ts';

/** How a program ended, or that it did not. */
export interface ProgramRun {
  /** Its exit code; null where a signal ended it, undefined while it ran on. */
  readonly code?: number | null;
  /** The end of what it wrote, without secrets. */
  readonly output: string;
  readonly ms: number;
}

export interface ProgramWanted {
  /** Run by a shell, in the folder of the target file. */
  readonly command: string;
  /** On top of the audit's own environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Names that it must not see. */
  readonly without?: readonly string[];
  readonly timeoutMs: number;
}

const MOST_OUTPUT = 65_536;

/** Runs a program until it ends or its time is over. Then it is ended, with all that it has started. @throws Unavailable when the run ends meanwhile */
export async function runProgram(lab: Lab, { command, environment, without = [], timeoutMs }: ProgramWanted): Promise<ProgramRun> {
  lab.ending.throwIfAborted();
  // eslint-disable-next-line no-restricted-properties -- what it starts needs the environment in which the audit was started: PATH, HOME.
  const env = Object.fromEntries(Object.entries({ ...process.env, ...environment }).filter(([name]) => !without.includes(name)));
  const begun = performance.now();
  // A group of its own, so that what it starts in turn can be ended with it.
  const child = spawn(command, { shell: true, detached: true, cwd: lab.target.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const take = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-MOST_OUTPUT);
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  return new Promise((resolve, reject) => {
    let isOver = false;
    const end = (code?: number | null): void => {
      // What has ended is let be: its number may be another's by now.
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      lab.ending.removeEventListener('abort', giveUp);
      endGroup(child);
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ ...(code === undefined ? {} : { code }), output: lab.mask.text(output), ms: Math.round(performance.now() - begun) });
    };
    const giveUp = (): void => {
      reject(lab.ending.reason as Unavailable);
      end();
    };
    const timer = setTimeout(end, timeoutMs);
    lab.ending.addEventListener('abort', giveUp);
    child.once('error', (error) => {
      output += error.message;
      end(127);
    });
    // `close` waits for what its children write, who may live on: of the program itself `exit` tells, and what it wrote is there a moment later.
    child.once('exit', (code) => setTimeout(end, 100, code));
  });
}

/** Ends a program that runs in a group of its own, and all that it started; nothing where it has ended. */
export function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
