import { accessSync, constants, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository, whatever folder the command was run from. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Where this checkout keeps what it must not lose: database files, generated secrets, logs.
 * @param {NodeJS.ProcessEnv} [env] PLUMBLINE_DATA_DIR moves it, so that tests and second checkouts do not meet
 * @returns {string}
 */
export function dataFolder(env = process.env) {
  return path.resolve(ROOT, env.PLUMBLINE_DATA_DIR || '.data');
}

/**
 * The per-user cache of large downloads (Node, mongod), shared by all checkouts. Everything in it can be deleted.
 * @param {NodeJS.ProcessEnv} [env]
 * @param {NodeJS.Platform} [platform]
 * @returns {string} an absolute path that exists and can be written; `.data/cache` when the user's own place cannot
 */
export function cacheFolder(env = process.env, platform = process.platform) {
  const wanted = env.PLUMBLINE_CACHE_DIR || path.join(userCache(env, platform), 'plumbline');
  return writableFolder(wanted) ?? writableFolder(path.join(dataFolder(env), 'cache')) ?? wanted;
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} platform
 */
function userCache(env, platform) {
  const home = env.HOME || homedir();
  if (platform === 'win32') return env.LOCALAPPDATA || path.join(home, 'AppData', 'Local');
  if (platform === 'darwin') return path.join(home, 'Library', 'Caches');
  // The XDG base directory specification: a relative XDG_CACHE_HOME is to be ignored.
  return env.XDG_CACHE_HOME && path.isAbsolute(env.XDG_CACHE_HOME) ? env.XDG_CACHE_HOME : path.join(home, '.cache');
}

/** @param {string} folder */
function writableFolder(folder) {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return folder;
  } catch {
    return undefined;
  }
}
