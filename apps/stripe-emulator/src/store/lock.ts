import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface Lock {
  release(): void;
}

/**
 * Keeps a folder for this process: two that write one journal would spoil it.
 * @throws Error with a sentence when another process that is alive has it
 */
export function lockFolder(folder: string): Lock {
  const file = path.join(folder, 'lock');
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return { release: () => rmSync(file, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = holderOf(file);
    if (holder !== undefined && isAlive(holder)) throw new Error(`${folder} is in use by the emulator with process id ${holder}: stop it, give another --data, or delete ${file} if that is no emulator.`);
    rmSync(file, { force: true });
  }
}

function holderOf(file: string): number | undefined {
  try {
    const id = Number(readFileSync(file, 'utf8'));
    return Number.isInteger(id) && id > 0 ? id : undefined;
  } catch {
    return undefined;
  }
}

/** A process of this one's own id is an earlier one in a container, where ids begin anew. */
function isAlive(id: number): boolean {
  if (id === process.pid) return false;
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
