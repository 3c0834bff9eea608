import type { Exchange, Fields } from '../http/exchange.ts';
import { escaped } from './escape.ts';
import { curlOf, EXCHANGES_FILE } from './evidence.ts';

/** Of a body; the rest stands in exchanges.ndjson. */
const MOST_SHOWN = 4_000;

/** Where an exchange stands in the page. @param id what a report says it is */
export const anchorOf = (id: string): string => `exchange-${id.replace(/[^\w-]/g, '_')}`;

/** A text for reading or copying; it can be scrolled by keyboard. */
export const block = (label: string, text: string): string => `<pre tabindex="0" role="region" aria-label="${escaped(label)}"><code>${escaped(text)}</code></pre>`;

function shown(body: string): string {
  return body.length <= MOST_SHOWN ? body : `${body.slice(0, MOST_SHOWN)}\n… and ${body.length - MOST_SHOWN} more characters in ${EXCHANGES_FILE}`;
}

const message = (first: string, headers: Fields, body: string): string => [first, ...headers.map(([name, value]) => `${name}: ${value}`), ...(body === '' ? [] : ['', shown(body)])].join('\n');

/** An exchange: what was sent, what came, how to send it again. */
export function exchangeInHtml(exchange: Exchange): string {
  const { id, at, ms, request, answer, failure, detail } = exchange;
  const { pathname, search } = new URL(request.url);
  const ending = answer === undefined ? (failure ?? 'no answer') : `${answer.status}${failure === undefined ? '' : `, ${failure}`}`;
  const came = answer === undefined ? '' : block(`Answer of ${id}`, message(`HTTP ${answer.status}`, answer.headers, answer.body));
  return [
    `<details><summary><code>${escaped(id)}</code> ${escaped(`${request.method} ${pathname}${search}`.slice(0, 200))} → ${escaped(ending)}</summary>`,
    `<div class="inside" id="${anchorOf(id)}">`,
    `<p class="soft">${escaped(at)}, ${ms} ms</p>`,
    `<h4>Sent</h4>${block(`Request of ${id}`, message(`${request.method} ${request.url}`, request.headers, request.body ?? ''))}`,
    `<h4>Came</h4>${came}${detail === undefined ? '' : `<p>${escaped(detail)}</p>`}${came === '' && detail === undefined ? '<p>Nothing.</p>' : ''}`,
    `<h4>Again</h4>${block(`Command for ${id}`, curlOf(exchange))}`,
    '</div></details>',
  ].join('');
}
