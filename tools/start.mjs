import path from 'node:path';
import { startApi, untilReady } from './api-process.mjs';
import { PROGRAMS, ensureBuilt } from './build.mjs';
import { lastLines, run } from './child.mjs';
import { startStripeEmulator } from './emulator-process.mjs';
import { bringsStripeEmulator, readEnvironment, withDevelopmentDefaults } from './environment.mjs';
import { ROOT, dataFolder } from './folders.mjs';
import { startKeeper } from './keeper.mjs';
import { refuseWhenInUse } from './mongod/data-folder.mjs';
import { startEmbedded } from './mongod/embedded.mjs';
import { probeDatabase, withoutPassword } from './mongod/probe.mjs';
import { resolveMongod } from './mongod/resolve.mjs';
import { freePort, refuseTakenPorts, wantedPorts } from './ports.mjs';
import { timed } from './progress.mjs';
import { Sentence } from './sentence.mjs';
import { onLauncherGone, onStopSignal } from './signals.mjs';
import { Services } from './services.mjs';
import { welcome } from './welcome.mjs';

const MIGRATE_LIMIT_MS = 600_000;
const DATABASE_LIMIT_MS = 10_000;

/**
 * `npm start`: everything from the sources to a service that answers, and its orderly end.
 * @param {readonly string[]} args `--logs` shows the service's log here; `--demo` loads the demo data into MONGODB_URI too
 */
export async function main(args) {
  const keeper = startKeeper();
  const services = new Services(keeper);
  onStopSignal(() => void services.stopAndExit(0), () => services.killAndExit());
  onLauncherGone(() => void services.stopAndExit(0));
  try {
    const failure = await serve(args, services, keeper);
    services.failed(failure);
  } catch (error) {
    services.failed(error);
  }
}

/**
 * @param {readonly string[]} args
 * @param {Services} services
 * @param {import('./keeper.mjs').Keeper} keeper
 * @returns {Promise<Sentence>} why it came to an end that nobody asked for
 */
async function serve(args, services, keeper) {
  const given = readEnvironment();
  const production = given.NODE_ENV === 'production';
  const embedded = !given.MONGODB_URI;
  if (production && embedded) throw new Sentence('NODE_ENV=production needs MONGODB_URI: set it to your replica set, or unset NODE_ENV to get a database of its own for this machine.');
  if (embedded) refuseWhenInUse(path.join(dataFolder(given), 'mongodb'));
  const env = await withPorts(given, production);
  await timed('Build', async (progress) => ((await ensureBuilt(progress)) ? 'built' : 'up to date'));
  env.MONGODB_URI = embedded ? await embeddedDatabase(env, services, keeper) : await givenDatabase(given.MONGODB_URI ?? '');
  await timed('Migrations', (progress) => program(progress, PROGRAMS.migrate, ['up'], env));
  const demo = !production && (embedded || args.includes('--demo'));
  if (demo) await timed('Demo data', (progress) => program(progress, PROGRAMS.demo, [], env));
  if (bringsStripeEmulator(env)) Object.assign(env, await stripeEmulator(env, services, keeper));
  const api = await startService(env, { services, keeper, logFolder: production || args.includes('--logs') ? undefined : path.join(dataFolder(given), 'logs') });
  process.stdout.write(welcome(env, { embedded, demo, log: api.log }));
  return new Sentence(`The API ${await api.exited}; its last words follow.`, api.lastWords());
}

/**
 * Looks at the ports before anything slow is begun.
 * @param {Record<string, string>} given
 * @param {boolean} production
 * @returns {Promise<Record<string, string>>} the whole environment of the service
 */
async function withPorts(given, production) {
  const wanted = wantedPorts(given);
  await refuseTakenPorts(wanted);
  const PORT = String(wanted.PORT || (await freePort()));
  return production ? { ...given, PORT } : withDevelopmentDefaults({ ...given, PORT });
}

/**
 * @param {Record<string, string>} env
 * @param {Services} services
 * @param {import('./keeper.mjs').Keeper} keeper
 * @returns {Promise<string>} its connection string
 */
async function embeddedDatabase(env, services, keeper) {
  const mongod = await timed('mongod', async (progress) => {
    const found = await resolveMongod({ env, trying: (source) => progress.note(`trying ${source}`), report: progress.line });
    return { ...found, text: `${found.version} from ${found.source}` };
  });
  const database = await timed('Database', async () => {
    const started = await startEmbedded({ mongod, dbPath: path.join(dataFolder(env), 'mongodb'), keeper });
    return { ...started, text: `port ${started.port}` };
  });
  services.add({ name: 'database', pid: database.pid, stop: database.stop });
  void database.exited.then((reason) => services.failed(new Sentence(`The database ${reason}; see ${path.join(dataFolder(env), 'mongodb', 'mongod.log')} and run npm start again.`)));
  return database.uri;
}

/**
 * @param {Record<string, string>} env
 * @param {Services} services
 * @param {import('./keeper.mjs').Keeper} keeper
 * @returns {Promise<Record<string, string>>} what the API needs to know of it
 */
async function stripeEmulator(env, services, keeper) {
  const emulator = await timed('Stripe emulator', async () => {
    const started = await startStripeEmulator(env, { port: wantedPorts(env).STRIPE_EMULATOR_PORT || (await freePort()), keeper });
    return { ...started, text: started.url };
  });
  services.add({ name: 'Stripe emulator', pid: emulator.pid, stop: emulator.stop });
  void emulator.exited.then((reason) => services.failed(new Sentence(`The Stripe emulator ${reason}; see ${path.join(dataFolder(env), 'logs', 'stripe-emulator.log')} and run npm start again.`)));
  return { STRIPE_API_URL: emulator.url };
}

/** @param {string} uri */
async function givenDatabase(uri) {
  await timed('Database', async () => {
    const found = await probeDatabase(uri, DATABASE_LIMIT_MS);
    if (!found.reachable) throw new Sentence(`The database at ${withoutPassword(uri)} cannot be reached (${found.reason}); start it, or correct MONGODB_URI.`);
    if (!found.replicaSet) throw new Sentence(`The database at ${withoutPassword(uri)} is not a replica set; start it with --replSet and run rs.initiate() once (one node will do).`);
    return withoutPassword(uri);
  });
  return uri;
}

/**
 * Runs one of the service's own commands to its end.
 * @param {import('./progress.mjs').Step} progress
 * @param {string} script
 * @param {readonly string[]} args
 * @param {Record<string, string>} env
 * @returns {Promise<string>} its last line
 */
async function program(progress, script, args, env) {
  const name = `${path.basename(script, '.js')} ${args.join(' ')}`.trim();
  const outcome = await run(process.execPath, ['--enable-source-maps', script, ...args], { cwd: ROOT, env, limitMs: MIGRATE_LIMIT_MS, onLine: (line) => progress.note(line.slice(0, 100)) });
  if (!outcome.ok) throw new Sentence(`The command ${name} ${outcome.reason}; mend what it names and run npm start again.`, lastLines(outcome.output));
  return lastLines(outcome.stdout, 1).slice(0, 100);
}

/**
 * @param {Record<string, string>} env
 * @param {{ services: Services, keeper: import('./keeper.mjs').Keeper, logFolder: string | undefined }} options
 */
async function startService(env, { services, keeper, logFolder }) {
  return timed('API', async () => {
    const api = startApi(PROGRAMS.api, env, { logFolder, keeper });
    services.add({ name: 'API', pid: api.pid, stop: api.stop });
    const host = !env.HOST || env.HOST === '0.0.0.0' || env.HOST === '::' ? '127.0.0.1' : env.HOST;
    const obstacle = await untilReady(`http://${host.includes(':') ? `[${host}]` : host}:${env.PORT}/ready`, api);
    if (obstacle) throw new Sentence(`The API did not become ready: ${obstacle}.`, api.lastWords());
    return { ...api, text: `ready on port ${env.PORT}` };
  });
}
