import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { lastLines } from './child.mjs';
import { ROOT } from './folders.mjs';

const READY_LIMIT_MS = 60_000;
/** A little more than the service itself takes at most, when it is not told otherwise. */
const STOP_EXTRA_MS = 5_000;
const PINO_ERROR = 50;

/**
 * @typedef {object} ApiProcess
 * @property {number} pid
 * @property {string | undefined} log the file that holds its output; undefined when that goes to the terminal
 * @property {Promise<string>} exited why, when it ends
 * @property {(signal?: NodeJS.Signals) => Promise<void>} stop lets it drain
 * @property {() => string} lastWords its last error lines
 */

/**
 * @param {string} program
 * @param {Record<string, string>} env
 * @param {object} options
 * @param {string | undefined} options.logFolder undefined: the output goes where ours goes
 * @param {import('./keeper.mjs').Keeper} options.keeper
 * @returns {ApiProcess}
 */
export function startApi(program, env, { logFolder, keeper }) {
  const log = logFolder && freshLog(logFolder);
  const output = log ? openSync(log, 'a') : 'inherit';
  // A process group of its own, so that Ctrl-C comes from us alone and the database waits for it to drain.
  const child = spawn(process.execPath, ['--enable-source-maps', program], { cwd: ROOT, env, stdio: ['ignore', output, output], detached: true, windowsHide: true });
  const pid = child.pid ?? 0;
  if (pid) keeper.watch(pid);
  /** @type {Promise<string>} */
  const exited = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(code === null ? `ended by ${signal}` : `ended with code ${code}`));
  });
  void exited.then(() => keeper.forget(pid));
  const limitMs = Number(env.SHUTDOWN_GRACE_MS ?? 5_000) + Number(env.SHUTDOWN_DRAIN_MS ?? 15_000) + STOP_EXTRA_MS;
  return {
    pid,
    log,
    exited,
    lastWords: () => (log ? errorLines(readFileSync(log, 'utf8')) : ''),
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
      await exited;
      clearTimeout(timer);
    },
  };
}

/**
 * Begins a log for this run and keeps the one before.
 * @param {string} folder
 */
function freshLog(folder) {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'api.log');
  if (existsSync(file)) renameSync(file, path.join(folder, 'api.previous.log'));
  return file;
}

/**
 * Waits until the service says that it is ready.
 * @param {string} url of /ready
 * @param {ApiProcess} api
 * @returns {Promise<string>} empty when it is; else why it will not be
 */
export async function untilReady(url, api) {
  const deadline = Date.now() + READY_LIMIT_MS;
  let died = '';
  void api.exited.then((reason) => (died = reason));
  let answer = 'no answer';
  while (Date.now() < deadline) {
    if (died) return `it ${died}`;
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
      if (response.status === 200) return '';
      answer = `${response.status} ${await response.text()}`.slice(0, 500);
    } catch {
      answer = 'no answer';
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return `/ready did not turn 200 within ${READY_LIMIT_MS / 1000} s; its last answer: ${answer}`;
}

/**
 * The errors of a log that mixes pino's JSON lines with what Node itself prints when a program falls.
 * @param {string} text
 * @returns {string} at most 20 lines; without any error, the last lines there are
 */
export function errorLines(text) {
  const errors = text.trimEnd().split('\n').flatMap((line) => {
    const entry = parsed(line);
    if (!entry) return line.trim() ? [line] : [];
    if (typeof entry.level !== 'number' || entry.level < PINO_ERROR) return [];
    return [`${entry.msg ?? ''}${entry.err?.stack ? `\n${entry.err.stack}` : ''}`.trim()];
  });
  return lastLines(errors.length > 0 ? errors.join('\n') : text, 20);
}

/**
 * @param {string} line
 * @returns {{ level?: number, msg?: string, err?: { stack?: string } } | undefined}
 */
function parsed(line) {
  try {
    const value = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
