import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * A folder for one test, gone when its program ends.
 * @returns {string}
 */
export function testFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-tools-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
