import { createServer } from 'node:net';

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
