import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Artifacts } from './artifacts.ts';
import type { Lab } from './lab.ts';
import { Unavailable } from './unavailable.ts';

/** What stands in the log file of the target. @throws Unavailable when it names none, or none that is there */
export function gatherLogs(lab: Lab): Promise<Artifacts['logs']> {
  const { logs, folder } = lab.target;
  const file = logs === undefined ? undefined : path.resolve(folder, logs.file);
  if (file === undefined || !existsSync(file)) return Promise.reject(new Unavailable('The target file names no log file that is there: add `logs`.'));
  return Promise.resolve({ lines: readFileSync(file, 'utf8').split('\n').filter((line) => line !== '').map(lineOf) });
}

function lineOf(text: string): Artifacts['logs']['lines'][number] {
  try {
    const json = JSON.parse(text) as unknown;
    return typeof json === 'object' && json !== null ? { text, json: json as Record<string, unknown> } : { text };
  } catch {
    return { text };
  }
}
