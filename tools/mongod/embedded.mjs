import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../ports.mjs';
import { Sentence } from '../sentence.mjs';
import { checkVersion, claim, inUse, removeRun, runningPort, writeRun, writeVersion } from './data-folder.mjs';
import { REPLICA_SET, becomePrimary } from './replica-set.mjs';

/** Beside MongoDB's own 27017, so that both can run. */
export const PREFERRED_PORT = 27_117;
const STOP_LIMIT_MS = 15_000;
const PORT_TRIES = 3;
const LOG = 'mongod.log';

/**
 * @typedef {object} Embedded
 * @property {string} uri with the replica set and the database `plumbline`
 * @property {number} port
 * @property {number} pid
 * @property {Promise<string>} exited why, when it ends without being asked
 * @property {(signal?: NodeJS.Signals) => Promise<void>} stop ends it and waits until its port is free
 */

/**
 * Starts a real mongod on this machine as a replica set of one (transactions and change streams need a set).
 * @param {object} options
 * @param {{ binary: string, version: string }} options.mongod
 * @param {string} options.dbPath its files; made when missing
 * @param {number} [options.preferredPort] 0 for any free one
 * @param {import('../keeper.mjs').Keeper} [options.keeper] ends it when this program is killed
 * @returns {Promise<Embedded>}
 * @throws {Sentence} the folder is in use, was written by another major version, or mongod does not start
 */
export async function startEmbedded({ mongod, dbPath, preferredPort = PREFERRED_PORT, keeper }) {
  checkVersion(dbPath, mongod);
  await claim(dbPath);
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort(attempt === 1 ? preferredPort : 0);
    try {
      return await startOn(port, mongod, dbPath, keeper);
    } catch (error) {
      // Between asking for a free port and taking it another program may have come first.
      if (!(error instanceof PortTaken) || attempt === PORT_TRIES) throw error;
    }
  }
}

class PortTaken extends Sentence {}

/** @param {number} port */
function uriOf(port) {
  return `mongodb://127.0.0.1:${port}/plumbline?replicaSet=${REPLICA_SET}`;
}

/**
 * Where the database of a running `npm start` or `npm run mongod` is reached.
 * @param {string} dbPath its files
 * @returns {string | undefined} undefined when none runs on them
 */
export function runningUri(dbPath) {
  const port = runningPort(dbPath);
  return port === undefined ? undefined : uriOf(port);
}

/**
 * @param {number} port
 * @param {{ binary: string, version: string }} mongod
 * @param {string} dbPath
 * @param {import('../keeper.mjs').Keeper | undefined} keeper
 * @returns {Promise<Embedded>}
 */
async function startOn(port, mongod, dbPath, keeper) {
  rmSync(path.join(dbPath, LOG), { force: true });
  // A process group of its own: Ctrl-C must reach the API first, and the database only when the API is done.
  const child = spawn(mongod.binary, mongodArguments(port, dbPath), { stdio: 'ignore', detached: true, windowsHide: true });
  const gone = new AbortController();
  /** @type {Promise<string>} */
  const exited = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(code === null ? `ended by ${signal}` : `ended with code ${code}`));
  });
  void exited.then(() => {
    gone.abort();
    if (child.pid) keeper?.forget(child.pid);
  });
  const pid = child.pid ?? 0;
  if (pid) keeper?.watch(pid);
  try {
    await becomePrimary(port, gone.signal);
  } catch (error) {
    throw await startFailure(error, { child, exited, gone: gone.signal.aborted, dbPath });
  }
  writeVersion(dbPath, mongod);
  writeRun(dbPath, { starter: process.pid, mongod: pid, port });
  return { uri: uriOf(port), port, pid, exited, stop: (signal) => stop(child, exited, dbPath, signal) };
}

/**
 * @param {number} port
 * @param {string} dbPath
 */
function mongodArguments(port, dbPath) {
  const args = ['--replSet', REPLICA_SET, '--bind_ip', '127.0.0.1', '--port', String(port), '--dbpath', dbPath, '--logpath', path.join(dbPath, LOG)];
  // Without a limit the log of changes would take 5 % of the disk; without the first parameter a stop takes 15 s.
  const small = ['--wiredTigerCacheSizeGB', '0.25', '--oplogSize', '256', '--setParameter', 'shutdownTimeoutMillisForSignaledShutdown=0', '--setParameter', 'diagnosticDataCollectionEnabled=false'];
  return process.platform === 'win32' ? [...args, ...small] : [...args, ...small, '--nounixsocket'];
}

/**
 * @param {unknown} error
 * @param {{ child: import('node:child_process').ChildProcess, exited: Promise<string>, gone: boolean, dbPath: string }} start
 * @returns {Promise<Error>}
 */
async function startFailure(error, { child, exited, gone, dbPath }) {
  const log = logProblems(path.join(dbPath, LOG));
  if (!gone) await stop(child, exited, dbPath, 'SIGKILL');
  if (/address already in use/i.test(log)) return new PortTaken(`The database found no free port; stop a program that uses ports and run the command again.`);
  if (/DBPathInUse|lock file/i.test(log)) return inUse(dbPath);
  const reason = gone ? `it ${await exited}` : error instanceof Error ? error.message : String(error);
  return new Sentence(`The database did not start: ${reason}; the whole story is in ${path.join(dbPath, LOG)}, and moving ${dbPath} away begins with an empty database.`, log);
}

/**
 * The errors of a mongod log (one JSON document a line; severities F and E are failures).
 * @param {string} file
 */
function logProblems(file) {
  if (!existsSync(file)) return '';
  const lines = readFileSync(file, 'utf8').trim().split('\n').slice(-400);
  return lines.flatMap((line) => {
    if (!/"s":"[EF]"/.test(line)) return [];
    const { msg, attr } = JSON.parse(line);
    return [`${msg} ${attr ? JSON.stringify(attr) : ''}`.slice(0, 400)];
  }).slice(-8).join('\n');
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {Promise<string>} exited
 * @param {string} dbPath
 * @param {NodeJS.Signals} [signal]
 */
async function stop(child, exited, dbPath, signal = 'SIGTERM') {
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  await exited;
  clearTimeout(timer);
  removeRun(dbPath);
}
