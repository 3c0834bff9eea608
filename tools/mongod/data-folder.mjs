import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isRunning } from '../child.mjs';
import { Sentence } from '../sentence.mjs';
import { majorOf } from './version.mjs';

const VERSION_FILE = 'plumbline-version.json';
const RUN_FILE = 'plumbline-run.json';

/** @typedef {{ starter: number, mongod: number, port: number }} Run */

/**
 * Refuses data that another major version wrote: it would not open it, or change it so that the first no longer can.
 * @param {string} dbPath
 * @param {{ binary: string, version: string }} mongod the one about to be started
 * @throws {Sentence}
 */
export function checkVersion(dbPath, mongod) {
  const wrote = /** @type {{ version: string, binary: string } | undefined} */ (readJson(path.join(dbPath, VERSION_FILE)));
  if (!wrote || majorOf(wrote.version) === majorOf(mongod.version)) return;
  const cure = existsSync(wrote.binary) ? `run it with MONGOMS_SYSTEM_BINARY=${wrote.binary}` : `install MongoDB ${majorOf(wrote.version)} and set MONGOMS_SYSTEM_BINARY to it`;
  throw new Sentence(`The data in ${dbPath} was written by MongoDB ${wrote.version} and ${mongod.binary} is ${mongod.version}; ${cure}, or move that folder away to begin with an empty database.`);
}

/**
 * @param {string} dbPath
 * @param {{ binary: string, version: string }} mongod
 */
export function writeVersion(dbPath, { binary, version }) {
  writeFileSync(path.join(dbPath, VERSION_FILE), `${JSON.stringify({ version, binary }, undefined, 2)}\n`);
}

/**
 * Whether a database was ever written here.
 * @param {string} dbPath
 */
export function hasData(dbPath) {
  return existsSync(path.join(dbPath, VERSION_FILE));
}

/**
 * Refuses a folder that another program serves.
 * @param {string} dbPath
 * @returns {Run | undefined} a mongod whose starter died without it
 * @throws {Sentence}
 */
export function refuseWhenInUse(dbPath) {
  const earlier = /** @type {Run | undefined} */ (readJson(path.join(dbPath, RUN_FILE)));
  if (!earlier || !isRunning(earlier.mongod, dbPath)) return undefined;
  if (isRunning(earlier.starter, 'node')) throw inUse(dbPath, earlier);
  return earlier;
}

/**
 * The port of the mongod that serves this folder.
 * @param {string} dbPath
 * @returns {number | undefined} undefined when none does
 */
export function runningPort(dbPath) {
  const run = /** @type {Run | undefined} */ (readJson(path.join(dbPath, RUN_FILE)));
  return run && isRunning(run.mongod, dbPath) ? run.port : undefined;
}

/**
 * Makes sure that nobody serves this folder, and ends a mongod whose starter died without it.
 * @param {string} dbPath
 * @throws {Sentence} when another program that still runs has started a mongod here
 */
export async function claim(dbPath) {
  mkdirSync(dbPath, { recursive: true, mode: 0o700 });
  const orphan = refuseWhenInUse(dbPath);
  if (!orphan) return;
  process.kill(orphan.mongod, 'SIGKILL');
  const deadline = Date.now() + 10_000;
  while (isRunning(orphan.mongod, dbPath)) {
    if (Date.now() > deadline) throw inUse(dbPath, orphan);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/**
 * @param {string} dbPath
 * @param {Run} [run]
 */
export function inUse(dbPath, run) {
  const who = run ? ` (process ${run.starter}, database port ${run.port})` : '';
  return new Sentence(`Plumbline is already running on the data in ${dbPath}${who}; stop it there with Ctrl-C${run ? ` or \`kill ${run.starter}\`` : ''}, or give this one its own data with PLUMBLINE_DATA_DIR=.data-2.`);
}

/**
 * @param {string} dbPath
 * @param {Run} run
 */
export function writeRun(dbPath, run) {
  writeFileSync(path.join(dbPath, RUN_FILE), JSON.stringify(run));
}

/** @param {string} dbPath */
export function removeRun(dbPath) {
  rmSync(path.join(dbPath, RUN_FILE), { force: true });
}

/**
 * @param {string} file
 * @returns {unknown} undefined when it is missing or cut short
 */
function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
