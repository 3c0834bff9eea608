import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../child.mjs';
import { ROOT } from '../folders.mjs';

const LIMIT_MS = 600_000;
/** A network that swallows packets shows itself by no bytes, long before any total limit. */
const STALL_MS = 25_000;

/**
 * Lets mongodb-memory-server fetch MongoDB's own build for this machine, in a process of its own because it cannot be told to give up.
 * @param {string} folder where to keep it
 * @returns {Promise<string>} path of the binary
 * @throws {Error} with the reason in a few words
 */
export async function mongodFromDownload(folder) {
  if (!existsSync(path.join(ROOT, 'node_modules', 'mongodb-memory-server-core'))) throw new Error('the npm packages are not installed');
  const target = path.join(folder, 'download');
  mkdirSync(target, { recursive: true });
  const env = { ...process.env, MONGOMS_SYSTEM_BINARY: '', MONGOMS_DOWNLOAD_DIR: target, MONGOMS_PREFER_GLOBAL_PATH: 'false', MONGOMS_MD5_CHECK: 'true' };
  const child = path.join(path.dirname(fileURLToPath(import.meta.url)), 'download-child.mjs');
  const outcome = await run(process.execPath, [child], { limitMs: LIMIT_MS, cwd: ROOT, env, watch: (kill) => killWhenStalled(target, kill) });
  const binary = /^binary: (.+)$/m.exec(outcome.stdout)?.[1];
  if (outcome.ok && binary) return binary;
  throw new Error(/^failed: (.+)$/m.exec(outcome.stdout)?.[1] ?? outcome.reason);
}

/**
 * @param {string} folder
 * @param {(reason: string) => void} kill
 */
function killWhenStalled(folder, kill) {
  let bytes = sizeOf(folder);
  let since = Date.now();
  const timer = setInterval(() => {
    const now = sizeOf(folder);
    if (now !== bytes) {
      bytes = now;
      since = Date.now();
    } else if (Date.now() - since > STALL_MS) kill(`nothing arrived for ${STALL_MS / 1000} s`);
  }, 1_000);
  return () => clearInterval(timer);
}

/**
 * @param {string} folder
 * @returns {number} bytes
 */
function sizeOf(folder) {
  return readdirSync(folder).reduce((sum, name) => sum + (statSync(path.join(folder, name), { throwIfNoEntry: false })?.size ?? 0), 0);
}
