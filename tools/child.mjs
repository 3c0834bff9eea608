import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const KEPT_CHARACTERS = 200_000;

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** A program killed with us must not live on: whoever exits early takes its children along. */
process.on('exit', () => {
  for (const child of running) killTree(child, 'SIGKILL');
});

/**
 * @typedef {object} Outcome
 * @property {boolean} ok ended by itself with code 0
 * @property {number | null} code
 * @property {string} stdout the last 200,000 characters
 * @property {string} output both streams as they came, the last 200,000 characters
 * @property {string} reason why it is not ok, in a few words; empty when ok
 * @property {number} ms
 */

/**
 * Runs a program to its end, never longer than its limit, in a process group of its own so that its children end with it.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {object} options
 * @param {number} options.limitMs after this it is killed
 * @param {string} [options.cwd]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {(line: string, stream: 'stdout' | 'stderr') => void} [options.onLine] each line of both streams
 * @param {(kill: (reason: string) => void) => (() => void)} [options.watch] a further reason to end it; returns its own clean-up
 * @returns {Promise<Outcome>}
 */
export function run(command, args, { limitMs, cwd, env, onLine, watch }) {
  const started = Date.now();
  const child = spawn(command, [...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32', windowsHide: true });
  running.add(child);
  const captured = capture(child, onLine);
  let killedBecause = '';
  /** @param {string} reason */
  const kill = (reason) => {
    killedBecause ||= reason;
    killTree(child, 'SIGKILL');
  };
  const timer = setTimeout(() => kill(`took longer than ${Math.round(limitMs / 1000)} s`), limitMs);
  const unwatch = watch?.(kill);
  return new Promise((resolve) => {
    /** @param {number | null} code @param {string} reason */
    const settle = (code, reason) => {
      clearTimeout(timer);
      unwatch?.();
      running.delete(child);
      resolve({ ok: reason === '', code, stdout: captured.stdout, output: captured.output, reason, ms: Date.now() - started });
    };
    child.once('error', (error) => settle(null, 'code' in error && error.code === 'ENOENT' ? `${command} was not found` : error.message));
    child.once('close', (code, signal) => settle(code, killedBecause || (code === 0 ? '' : code === null ? `was ended by ${signal}` : `ended with code ${code}`)));
  });
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {((line: string, stream: 'stdout' | 'stderr') => void) | undefined} onLine
 */
function capture(child, onLine) {
  const captured = { stdout: '', output: '' };
  for (const name of /** @type {const} */ (['stdout', 'stderr'])) {
    let rest = '';
    child[name]?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      captured.output = (captured.output + text).slice(-KEPT_CHARACTERS);
      if (name === 'stdout') captured.stdout = (captured.stdout + text).slice(-KEPT_CHARACTERS);
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop() ?? '';
      if (onLine) for (const line of lines) onLine(line, name);
    });
  }
  return captured;
}

/**
 * Ends a program and what it started.
 * @param {import('node:child_process').ChildProcess} child started with its own process group
 * @param {NodeJS.Signals} signal
 */
export function killTree(child, signal) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { windowsHide: true });
    else process.kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
}

/**
 * The last words of a program: what a reader needs of a long output.
 * @param {string} text
 * @param {number} [lines]
 */
export function lastLines(text, lines = 20) {
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}

/**
 * Whether a process runs and, when words are given, whether its command line holds them: process numbers are used again.
 * @param {number} pid
 * @param {string} [words]
 */
export function isRunning(pid, words = '') {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EPERM') return false;
  }
  if (process.platform === 'win32') return true;
  const line = commandLine(pid);
  // A process that ended and that nobody has asked about yet (a zombie) has no command line left.
  return line !== '' && line.includes(words);
}

/** @param {number} pid */
function commandLine(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    // macOS has no /proc; a slim Linux image has no ps.
    return spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8', timeout: 3_000 }).stdout ?? '';
  }
}
