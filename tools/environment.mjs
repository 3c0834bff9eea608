import { randomBytes, randomInt } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as util from 'node:util';
import { ROOT, dataFolder } from './folders.mjs';
import { hasData } from './mongod/data-folder.mjs';
import { Sentence } from './sentence.mjs';

const SECRETS_FILE = 'secrets.env';
/** No letters that are mistaken for others: people type this one. */
const PASSWORD_LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

const key = () => randomBytes(32).toString('base64');

/** What libs/config has no fallback for, and how each is made. */
const SECRETS = {
  DATA_KEYS: () => `k1:${key()}`,
  BLIND_INDEX_KEY: key,
  TOKEN_SIGNING_KEYS: () => `t1:${key()}`,
  CERTIFICATE_SIGNING_KEYS: () => `c1:${key()}`,
  AUDIT_SIGNING_KEYS: () => `a1:${key()}`,
  COOKIE_KEY: key,
  STRIPE_WEBHOOK_SECRETS: () => `whsec_${randomBytes(24).toString('base64url')}`,
  DEMO_PASSWORD: () => `demo-${Array.from({ length: 12 }, () => PASSWORD_LETTERS[randomInt(PASSWORD_LETTERS.length)]).join('')}`,
};
/** Whose settings the tools themselves look at. */
const LOOKED_AT = ['MONGODB_URI', 'STRIPE_SECRET_KEY', 'STRIPE_API_URL'];
const READS_DATA = ['DATA_KEYS', 'BLIND_INDEX_KEY'];

/**
 * The environment as the person set it: the shell's, then `.env`. An empty value counts as unset, and what these tools look at
 * themselves may stand in a file that NAME_FILE names, both as in libs/config.
 * @param {NodeJS.ProcessEnv} [shell]
 * @param {string} [root]
 * @returns {Record<string, string>}
 * @throws {Sentence} when such a file cannot be read
 */
export function readEnvironment(shell = process.env, root = ROOT) {
  const env = { ...readEnvFile(path.join(root, '.env')), ...filled(shell) };
  for (const name of [...LOOKED_AT, ...Object.keys(SECRETS)]) {
    const { [`${name}_FILE`]: file } = env;
    if (!file || env[name]) continue;
    env[name] = readSecretFile(name, file);
    delete env[`${name}_FILE`];
  }
  return env;
}

/**
 * @param {string} name
 * @param {string} file
 */
function readSecretFile(name, file) {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Sentence(`${name}_FILE names ${file}, which cannot be read (${/** @type {NodeJS.ErrnoException} */ (error).code}); correct the path, or set ${name} itself.`);
  }
}

/**
 * Whether `npm start` brings a Stripe emulator: nobody said who else is to be paid through.
 * @param {NodeJS.Dict<string>} env
 */
export function bringsStripeEmulator(env) {
  return env.NODE_ENV !== 'production' && !env.STRIPE_SECRET_KEY && !env.STRIPE_API_URL;
}

/** Where no money moves nobody waits three days for it. */
const WITHOUT_MONEY = { TRANSFER_HOLD_HOURS: '0' };

/**
 * Adds what `npm start` may invent outside production: secrets (made once, kept in the data folder), the address, a quick stop.
 * @param {Record<string, string>} env
 * @param {string} [folder]
 * @returns {Record<string, string>}
 * @throws {Sentence} when data is there and the keys that read it are not
 */
export function withDevelopmentDefaults(env, folder = dataFolder(env)) {
  const port = env.PORT ?? '3000';
  const defaults = { NODE_ENV: 'development', PUBLIC_URL: `http://localhost:${port}`, SHUTDOWN_GRACE_MS: '0', ...(bringsStripeEmulator(env) ? WITHOUT_MONEY : {}) };
  return { ...defaults, ...secrets(env, folder), ...env };
}

/**
 * @param {Record<string, string>} env
 * @param {string} folder
 */
function secrets(env, folder) {
  const file = path.join(folder, SECRETS_FILE);
  const kept = readEnvFile(file);
  // The secret that the emulator signs with is none of Stripe's.
  const isWanted = (/** @type {string} */ name) => name !== 'STRIPE_WEBHOOK_SECRETS' || bringsStripeEmulator(env);
  const usable = Object.fromEntries(Object.entries(kept).filter(([name]) => isWanted(name)));
  const missing = Object.keys(SECRETS).filter((name) => isWanted(name) && !env[name] && !kept[name]);
  const lost = missing.filter((name) => READS_DATA.includes(name));
  if (lost.length > 0 && !env.MONGODB_URI && hasData(path.join(folder, 'mongodb'))) {
    throw new Sentence(`The data in ${path.join(folder, 'mongodb')} cannot be read without ${lost.join(' and ')}, once kept in ${file}; put that file back, or move the data away to begin with an empty database.`);
  }
  if (missing.length === 0) return usable;
  const made = Object.fromEntries(missing.map((name) => [name, SECRETS[/** @type {keyof typeof SECRETS} */ (name)]()]));
  const lines = Object.entries({ ...kept, ...made }).map(([name, value]) => `${name}=${value}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `# Made by npm start for this machine only. Without DATA_KEYS the data beside it cannot be read.\n${lines.join('\n')}\n`, { mode: 0o600 });
  chmodSync(file, 0o600); // The mode above holds for new files only.
  return { ...usable, ...made };
}

/**
 * @param {string} file
 * @returns {Record<string, string>}
 */
function readEnvFile(file) {
  // The doctor runs on Node 18 too, where parseEnv is missing; there it has worse to report than what .env says.
  if (!existsSync(file) || !util.parseEnv) return {};
  return filled(util.parseEnv(readFileSync(file, 'utf8')));
}

/**
 * @param {NodeJS.Dict<string>} values
 * @returns {Record<string, string>}
 */
function filled(values) {
  return Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value ? [[name, value]] : [])));
}
