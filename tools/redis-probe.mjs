import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';

/**
 * Sends one PING (after AUTH where the address has a password), with nothing but Node: the doctor also serves who has no packages.
 * @param {string} address redis: or rediss:
 * @param {number} limitMs
 * @returns {Promise<string>} empty when it answers; else why not
 */
export function pingRedis(address, limitMs) {
  if (!URL.canParse(address)) return Promise.resolve('REDIS_URL is no address');
  const { protocol, hostname, port, username, password } = new URL(address);
  const where = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || 6379 };
  return new Promise((resolve) => {
    const socket = protocol === 'rediss:' ? connectTls({ ...where, servername: where.host }) : connect(where);
    /** @param {string} reason */
    const end = (reason) => {
      socket.destroy();
      resolve(reason);
    };
    const auth = password ? request(['AUTH', ...(username ? [decodeURIComponent(username)] : []), decodeURIComponent(password)]) : '';
    let answer = '';
    socket.setTimeout(limitMs, () => end(`no answer within ${limitMs / 1000} s`));
    socket.once('error', (error) => end(error.message || 'refused'));
    socket.once('close', () => end('it closed the connection'));
    socket.on('data', (data) => {
      answer += data.toString();
      const refusal = /^-(.*)$/m.exec(answer)?.[1];
      if (refusal !== undefined) end(refusal.trim());
      else if (answer.includes('+PONG')) end('');
    });
    socket.write(auth + request(['PING']));
  });
}

/**
 * A command in Redis's protocol (RESP2, arrays of bulk strings).
 * @param {readonly string[]} words
 */
function request(words) {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}
