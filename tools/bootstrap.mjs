// The door of every command: runs on any Node >= 18 with nothing installed, so it imports nothing but Node's own modules.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cachedNode, fetchNode, isNewEnough, linkNode } from './bootstrap/node.mjs';
import { ensurePackages } from './bootstrap/packages.mjs';
import { step } from './progress.mjs';
import { readable } from './sentence.mjs';
import { onLauncherGone, onStopSignal } from './signals.mjs';

const TASKS = ['start', 'test', 'doctor', 'mongod', 'run', 'stripe-emulator', 'conformance', 'faults', 'audit'];

/**
 * @param {string} task
 * @param {readonly string[]} args
 */
async function main(task, args) {
  if (!TASKS.includes(task)) throw new Error(`node tools/bootstrap.mjs <${TASKS.join(' | ')}>`);
  // `npm run --silent mongod -- --path` prints a path and nothing else; what a command prints may go into a file.
  const stream = ['mongod', 'run', 'conformance'].includes(task) ? process.stderr : process.stdout;
  if (!isNewEnough(process.versions.node)) {
    const binary = await betterNode(task, stream);
    if (binary) return runUnder(binary, [task, ...args]);
  } else if (task !== 'doctor') {
    await installPackages(stream);
  }
  /** @type {{ main: (args: readonly string[]) => Promise<void> }} */
  const module = await import(`./${task}.mjs`);
  await module.main(args);
}

/**
 * @param {string} task
 * @param {NodeJS.WriteStream} stream
 * @returns {Promise<string | undefined>} undefined: go on with the Node at hand, because the doctor changes nothing
 */
async function betterNode(task, stream) {
  const cached = cachedNode();
  if (task === 'doctor') return existsSync(cached) ? cached : undefined;
  const progress = step('Node', stream);
  try {
    const known = existsSync(cached);
    const binary = await fetchNode(progress);
    progress.done(known ? 'found in the cache' : `fetched; the machine's own is ${process.versions.node}`);
    return binary;
  } catch (error) {
    progress.fail();
    throw error;
  }
}

/** @param {NodeJS.WriteStream} stream */
async function installPackages(stream) {
  const progress = step('Packages', stream);
  try {
    const installed = await ensurePackages(progress);
    if (process.execPath === cachedNode()) linkNode(process.execPath);
    progress.done(installed ? 'installed' : 'up to date');
  } catch (error) {
    progress.fail();
    throw error;
  }
}

/**
 * Runs this same command under another Node. The channel between the two tells the inner one when the outer is gone.
 * @param {string} binary
 * @param {readonly string[]} args
 * @returns {Promise<void>}
 */
function runUnder(binary, args) {
  const env = { ...process.env, PATH: `${path.dirname(binary)}${path.delimiter}${process.env.PATH ?? ''}` };
  const child = spawn(binary, [fileURLToPath(import.meta.url), ...args], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env });
  onStopSignal((signal) => child.kill(signal), (signal) => child.kill(signal));
  onLauncherGone(() => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      process.exitCode = code ?? 1;
      if (signal && args[0] === 'test') process.stdout.write('0 passed, 1 failed\n');
      resolve();
    });
  });
}

// Replaced by the task where stopping takes more than leaving.
onStopSignal((signal) => process.exit(signal === 'SIGINT' ? 130 : 143));

main(process.argv[2] ?? '', process.argv.slice(3)).catch((error) => {
  process.stderr.write(`${readable(error)}\n`);
  // Whoever reads the last line of a test run must not find an older one.
  if (process.argv[2] === 'test') process.stdout.write('0 passed, 1 failed\n');
  process.exit(1);
});
