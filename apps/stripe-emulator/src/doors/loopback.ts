import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a request comes from this machine and means it: the doors change everything without a key, so neither a neighbour
 * nor a page on the web (which could send its visitor's browser here under another name) may use them.
 * @param remote address of the other side
 */
export function isLocal(headers: IncomingHttpHeaders, remote: string | undefined): boolean {
  const from = remote ?? '';
  const loopback = from === '::1' || /^(::ffff:)?127\./.test(from);
  const host = (headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  const named = host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
  const { origin } = headers;
  const foreign = origin !== undefined && !/^https?:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/.test(origin);
  return loopback && named && !foreign;
}
