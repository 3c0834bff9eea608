import net from 'node:net';
import tls from 'node:tls';
import type { Answer, Exchange, Failure } from './exchange.ts';

/** Of the body of an answer; in bytes. */
export const MOST_READ = 10 * 1_048_576;

/** What became of a request. */
export type Sent = Pick<Exchange, 'answer' | 'failure' | 'detail'>;

const FAILURE_OF: Readonly<Record<string, Failure>> = { ECONNREFUSED: 'refused', ECONNRESET: 'reset', EPIPE: 'reset', ECONNABORTED: 'reset' };

/** What a failed attempt is called. */
export function failureOf({ code = '', message }: NodeJS.ErrnoException): Failure {
  if (FAILURE_OF[code] !== undefined) return FAILURE_OF[code];
  if (code.startsWith('HPE_')) return 'malformed';
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO)/.test(code) || /certificate|ssl/i.test(message)) return 'tls';
  return message === 'socket hang up' ? 'reset' : 'unreachable';
}

/** Sends bytes as they are, on a connection of their own. @returns the first answer, or why there was none. */
export function exchangeBytes(base: URL, bytes: Buffer, timeoutMs: number): Promise<Sent> {
  const host = base.hostname.replace(/^\[|\]$/g, '');
  const isTls = base.protocol === 'https:';
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const port = Number(base.port || (isTls ? 443 : 80));
    const socket = isTls ? tls.connect({ host, port, servername: host }) : net.connect(port, host);
    const timer = setTimeout(() => {
      end({ failure: 'timeout', detail: `no answer within ${timeoutMs} ms` });
    }, timeoutMs);
    const end = (sent: Sent): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(sent);
    };
    socket.once(isTls ? 'secureConnect' : 'connect', () => socket.write(bytes));
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      const answer = parseAnswer(Buffer.concat(chunks));
      if (answer !== undefined) end({ answer });
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      end(endOf(chunks, failureOf(error), error.message));
    });
    socket.on('close', () => {
      end(endOf(chunks, 'reset', 'the connection was closed'));
    });
  });
}

function endOf(chunks: readonly Buffer[], failure: Failure, detail: string): Sent {
  const answer = parseAnswer(Buffer.concat(chunks), true);
  return answer === undefined ? { failure, detail } : { answer };
}

/** @returns the first answer in some bytes; undefined while it is not whole. @param isOver no more will come. */
function parseAnswer(bytes: Buffer, isOver = false): Answer | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [line = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(line)?.[1]);
  if (!Number.isInteger(status)) return undefined;
  const headers = lines.map((one) => [one.slice(0, one.indexOf(':')), one.slice(one.indexOf(':') + 1).trim()] as const);
  const length = Number(headers.find(([name]) => /^content-length$/i.test(name))?.[1] ?? NaN);
  const body = bytes.subarray(end + 4);
  if (!isOver && (Number.isNaN(length) ? !body.includes('0\r\n\r\n') : body.length < length)) return undefined;
  return { status, headers, body: body.subarray(0, MOST_READ).toString(), bytes: body.length };
}
