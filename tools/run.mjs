import { spawn } from 'node:child_process';
import path from 'node:path';
import { PROGRAMS, ensureBuilt } from './build.mjs';
import { bringsStripeEmulator, readEnvironment, withDevelopmentDefaults } from './environment.mjs';
import { dataFolder } from './folders.mjs';
import { runningUri } from './mongod/embedded.mjs';
import { wantedPorts } from './ports.mjs';
import { timed } from './progress.mjs';
import { Sentence } from './sentence.mjs';
import { onLauncherGone, onStopSignal } from './signals.mjs';

/**
 * Commands of the service that people run by hand, and whether this call needs a database.
 * @type {Record<string, { program: string, needsDatabase: (args: readonly string[]) => boolean }>}
 */
const COMMANDS = {
  'audit-log': { program: PROGRAMS.auditLog, needsDatabase: (args) => !args.some((arg) => arg.startsWith('--file')) },
  'make-first-admin': { program: PROGRAMS.makeFirstAdmin, needsDatabase: () => true },
  payment: { program: PROGRAMS.payment, needsDatabase: () => true },
  migrate: { program: PROGRAMS.migrate, needsDatabase: () => true },
  'rotate-keys': { program: PROGRAMS.rotateKeys, needsDatabase: () => true },
};

/**
 * `node tools/bootstrap.mjs run NAME ...`: a command of the service in the environment of `npm start`: its secrets, and the database that it runs.
 * @param {readonly string[]} args the command's name, then its own
 */
export async function main([name = '', ...args]) {
  const command = COMMANDS[name];
  if (!command) throw new Sentence(`There is no command ${name}; the commands are ${Object.keys(COMMANDS).join(', ')}.`);
  const env = environment(command.needsDatabase(args));
  await timed('Build', async (progress) => ((await ensureBuilt(progress)) ? 'built' : 'up to date'), process.stderr);
  process.exitCode = await runToItsEnd(command.program, args, env);
}

/**
 * @param {boolean} needsDatabase
 * @returns {Record<string, string>}
 */
function environment(needsDatabase) {
  const given = readEnvironment();
  if (given.NODE_ENV === 'production' || !needsDatabase) return given;
  const uri = given.MONGODB_URI ?? runningUri(path.join(dataFolder(given), 'mongodb'));
  if (!uri) throw new Sentence('The database of npm start is not running: run npm start in another terminal, or set MONGODB_URI.');
  const env = withDevelopmentDefaults({ ...given, MONGODB_URI: uri });
  const { STRIPE_EMULATOR_PORT: port } = wantedPorts(given);
  return bringsStripeEmulator(given) && port > 0 ? { ...env, STRIPE_API_URL: `http://127.0.0.1:${port}` } : env;
}

/**
 * Told to stop, it passes that on and waits: a command may have to bring what it does to a good end, and none may go on unattended.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {Record<string, string>} env
 * @returns {Promise<number>} its exit code
 */
export function runToItsEnd(program, args, env) {
  const child = spawn(process.execPath, ['--enable-source-maps', program, ...args], { cwd: process.cwd(), env, stdio: 'inherit' });
  onStopSignal((signal) => child.kill(signal), () => child.kill('SIGKILL'));
  onLauncherGone(() => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
