import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { lastLines } from './child.mjs';
import { ROOT, dataFolder } from './folders.mjs';
import { Sentence } from './sentence.mjs';

const PROGRAM = path.join(ROOT, 'apps', 'stripe-emulator', 'src', 'main.ts');
const READY_LIMIT_MS = 15_000;
const STOP_LIMIT_MS = 5_000;

/**
 * Starts the Stripe emulator, which keeps what it knows beside the database.
 * @param {Record<string, string>} env with PORT of the API and STRIPE_WEBHOOK_SECRETS
 * @param {object} options
 * @param {number} options.port
 * @param {import('./keeper.mjs').Keeper} options.keeper
 * @returns {Promise<{ pid: number, url: string, exited: Promise<string>, stop: (signal?: NodeJS.Signals) => Promise<void> }>}
 * @throws {Sentence} when it does not answer in time
 */
export async function startStripeEmulator(env, { port, keeper }) {
  const folder = dataFolder(env);
  mkdirSync(path.join(folder, 'logs'), { recursive: true });
  const log = path.join(folder, 'logs', 'stripe-emulator.log');
  const output = openSync(log, 'w');
  const [secret = ''] = (env.STRIPE_WEBHOOK_SECRETS ?? '').split(',');
  // In the environment, not among the arguments: those are shown to everybody on this machine.
  const own = { PATH: env.PATH ?? process.env.PATH ?? '', STRIPE_EMULATOR_WEBHOOKS: `http://127.0.0.1:${env.PORT}/api/v1/webhooks/stripe|${secret}` };
  const child = spawn(process.execPath, [PROGRAM, '--port', String(port), '--data', path.join(folder, 'stripe-emulator')], { cwd: ROOT, env: own, stdio: ['ignore', output, output], detached: true, windowsHide: true });
  const pid = child.pid ?? 0;
  if (pid) keeper.watch(pid);
  /** @type {Promise<string>} */
  const exited = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(code === null ? `ended by ${signal}` : `ended with code ${code}`));
  });
  void exited.then(() => keeper.forget(pid));
  const stop = async (/** @type {NodeJS.Signals} */ signal = 'SIGTERM') => {
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
    await exited;
    clearTimeout(timer);
  };
  const url = `http://127.0.0.1:${port}`;
  const obstacle = await untilAnswering(url, exited);
  if (obstacle) {
    await stop('SIGKILL');
    throw new Sentence(`The Stripe emulator did not start: ${obstacle}; see ${path.relative(ROOT, log)}.`, lastLines(readFileSync(log, 'utf8')));
  }
  return { pid, url, exited, stop };
}

/**
 * @param {string} url
 * @param {Promise<string>} exited
 * @returns {Promise<string>} empty when it answers; else why it does not
 */
async function untilAnswering(url, exited) {
  const deadline = Date.now() + READY_LIMIT_MS;
  let died = '';
  void exited.then((reason) => (died = reason));
  while (Date.now() < deadline) {
    if (died) return `it ${died}`;
    try {
      await fetch(url, { signal: AbortSignal.timeout(2_000) });
      return '';
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  return `no answer within ${READY_LIMIT_MS / 1000} s`;
}
