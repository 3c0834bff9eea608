import type { Exchange, Fields } from '../http/exchange.ts';
import { plain, plainLines } from './escape.ts';

function message(first: string, headers: Fields, body: string): string {
  return [plain(first), ...headers.map(([name, value]) => plain(`${name}: ${value}`)), ...(body === '' ? [] : ['', plainLines(body)])].join('\n');
}

/** An exchange for a terminal: what was sent, and all that is kept of what came. Secrets are masked in it. */
export function exchangeText({ id, at, ms, request, answer, failure, detail }: Exchange): string {
  const came = answer === undefined ? [] : [message(`HTTP ${answer.status}`, answer.headers, answer.body)];
  const ending = failure === undefined ? [] : [plain(`Ended in ${failure}${detail === undefined ? '' : `: ${detail}`}`)];
  const size = answer === undefined ? '' : `, ${answer.bytes} bytes came`;
  const parts = [plain(`${id}, ${at}, ${ms} ms${size}`), message(`${request.method} ${request.url}`, request.headers, request.body ?? ''), ...came, ...ending, ...(came.length + ending.length === 0 ? ['Nothing came.'] : [])];
  return `${parts.join('\n\n')}\n`;
}
