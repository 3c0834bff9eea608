import { createServer } from 'node:net';
import { bringsStripeEmulator } from './environment.mjs';
import { Sentence } from './sentence.mjs';

const EVERYWHERE = ['0.0.0.0', '::', '127.0.0.1', '::1'];

/**
 * Whether nobody listens on a port, on any address: a program on 127.0.0.1 alone would still take our visitors.
 * @param {number} port
 * @param {readonly string[]} [hosts]
 * @returns {Promise<boolean>}
 */
export async function isFree(port, hosts = EVERYWHERE) {
  for (const host of hosts) {
    if (!(await canListen(port, host))) return false;
  }
  return true;
}

/**
 * @param {number} port
 * @param {string} host
 * @returns {Promise<boolean>} true also where the machine lacks that address (no IPv6)
 */
function canListen(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => resolve(error.code !== 'EADDRINUSE' && error.code !== 'EACCES'));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * A port that is free now.
 * @param {number} [preferred] taken when free, so that bookmarks and shells of the last run still fit; 0 for any
 * @returns {Promise<number>}
 */
export async function freePort(preferred = 0) {
  if (preferred > 0 && (await isFree(preferred))) return preferred;
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/**
 * @param {NodeJS.Dict<string>} env
 * @param {'PORT' | 'METRICS_PORT' | 'STRIPE_EMULATOR_PORT'} name
 * @param {number} fallback
 * @returns {number} 0 to 65535
 * @throws {Sentence}
 */
function portFrom(env, name, fallback) {
  const text = env[name];
  if (!text) return fallback;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new Sentence(`${name} must be a whole number from 0 to 65535, and it is "${text}"; correct it in the shell or in .env.`);
}

/**
 * The ports that the service and its emulator are going to take; 0 where they take any or none.
 * @param {NodeJS.Dict<string>} env
 * @returns {{ PORT: number, METRICS_PORT: number, STRIPE_EMULATOR_PORT: number }}
 * @throws {Sentence}
 */
export function wantedPorts(env) {
  return {
    PORT: portFrom(env, 'PORT', 3_000),
    METRICS_PORT: portFrom(env, 'METRICS_PORT', env.NODE_ENV === 'production' ? 9_464 : 0),
    STRIPE_EMULATOR_PORT: bringsStripeEmulator(env) ? portFrom(env, 'STRIPE_EMULATOR_PORT', 3_010) : 0,
  };
}

/**
 * Looks before anything slow is begun.
 * @param {Record<string, number>} wanted
 * @throws {Sentence} naming the port that is taken
 */
export async function refuseTakenPorts(wanted) {
  for (const [name, port] of Object.entries(wanted)) {
    if (port !== 0 && !(await isFree(port))) throw new Sentence(`Port ${port} is in use; stop that program or run ${name}=${port + 1} npm start.`);
  }
}
