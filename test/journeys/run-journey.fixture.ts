import { spawn } from 'node:child_process';
import path from 'node:path';

/** How a journey ended. */
export interface JourneyOutcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a journey as a person would. @param name of its file without the ending. */
export function runJourney(name: string, args: readonly string[]): Promise<JourneyOutcome> {
  const child = spawn(process.execPath, [path.join(__dirname, `${name}.mjs`), ...args], { env: { PATH: process.env['PATH'] ?? '' } });
  const text = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text.stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text.stderr += chunk));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...text })));
}
