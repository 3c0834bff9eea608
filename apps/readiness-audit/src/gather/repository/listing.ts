import { execFile } from 'node:child_process';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const LEFT_OUT = new Set(['node_modules', '.git', 'dist', 'build', 'coverage', 'vendor', '.venv', 'venv', '__pycache__', 'target', '.next', '.cache']);
/** Where git does not say what belongs to the repository: logs and the environment of this machine do not. */
const LEFT_BEHIND = /\.log$|^\.env(\.local)?$/;
const MOST_FILES = 50_000;

/** The files of a repository, sorted, with `/` between folders. What git does not track is nobody's but its writer's. */
export async function filesOf(folder: string): Promise<{ readonly isGit: boolean; readonly files: readonly string[] }> {
  const tracked = await trackedIn(folder);
  return tracked.length > 0 ? { isGit: true, files: tracked.slice(0, MOST_FILES) } : { isGit: false, files: (await walked(folder)).sort() };
}

/** Empty where git does not know the folder, or where there is no git. */
async function trackedIn(folder: string): Promise<readonly string[]> {
  try {
    // A repository's own configuration may name a program that watches it: it is not run.
    const { stdout } = await promisify(execFile)('git', ['-c', 'core.fsmonitor=false', 'ls-files', '-z'], { cwd: folder, maxBuffer: 64 * 1_048_576 });
    return [...new Set(stdout.split('\0').filter((file) => file !== ''))].sort();
  } catch {
    return [];
  }
}

async function walked(folder: string, below = ''): Promise<string[]> {
  const files: string[] = [];
  for (const entry of await readdir(path.join(folder, below), { withFileTypes: true }).catch(() => [])) {
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory() && !LEFT_OUT.has(entry.name)) files.push(...(await walked(folder, name)));
    if (entry.isFile() && !LEFT_BEHIND.test(entry.name)) files.push(name);
    if (files.length > MOST_FILES) return files.slice(0, MOST_FILES);
  }
  return files;
}

/** Whether it is a file of its own: a link may lead out of the repository. */
export async function sizeOfFile(file: string): Promise<number | undefined> {
  const found = await lstat(file).catch(() => undefined);
  return found?.isFile() === true ? found.size : undefined;
}
