// Outlives the program that started it, to end what that program could not: a kill -9 gives it no time to stop its database.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { isRunning } from './child.mjs';

const PATIENCE_MS = 10_000;

/** @typedef {{ watch: (pid: number) => void, forget: (pid: number) => void, close: () => void }} Keeper */

/**
 * Starts the keeper. It ends by itself when the program that started it does.
 * @returns {Keeper}
 */
export function startKeeper() {
  // A process group of its own: Ctrl-C goes to the whole group of the terminal.
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url)], { stdio: ['pipe', 'ignore', 'ignore'], detached: true, windowsHide: true });
  child.unref();
  /** @type {import('node:net').Socket} */ (child.stdin).unref();
  child.stdin.on('error', () => {}); // Without a keeper everything still works, but for the kill -9.
  return {
    watch: (pid) => void child.stdin.write(`watch ${pid}\n`),
    forget: (pid) => void child.stdin.write(`forget ${pid}\n`),
    close: () => void child.stdin.end(),
  };
}

/** The keeper itself: remembers numbers while its input is open, and ends them, the last first, when it closes. */
async function keep() {
  /** @type {Set<number>} */
  const watched = new Set();
  for await (const line of createInterface({ input: process.stdin })) {
    const [word, number] = line.split(' ');
    if (word === 'watch') watched.add(Number(number));
    else watched.delete(Number(number));
  }
  for (const pid of [...watched].reverse()) await end(pid);
}

/** @param {number} pid */
async function end(pid) {
  if (!isRunning(pid)) return;
  const deadline = Date.now() + PATIENCE_MS;
  process.kill(pid, 'SIGTERM');
  while (isRunning(pid)) {
    if (Date.now() > deadline) return void process.kill(pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
  await keep();
}
