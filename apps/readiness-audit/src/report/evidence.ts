import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { type Exchange, fieldOf } from '../http/exchange.ts';
import type { Finding, Source } from '../judge/outcome.ts';
import type { Report } from './report.ts';

/** Exchanges by id. */
export type Exchanges = ReadonlyMap<string, Exchange>;

/** Beside a report: each exchange of its run, masked, as one line of JSON. */
export const EXCHANGES_FILE = 'exchanges.ndjson';

/** Longer ones stand in no command line: a single argument may have 128 KiB on Linux, and nobody reads them. */
const LONGEST_BODY = 16_384;
/** As Mask writes them: `<token of admin>`. */
const MASKED = /<([A-Za-z][\w .-]*? of [\w .@+-]+)>/g;
/** Nothing in it means anything to a shell. */
const PLAIN_WORD = /^[\w./:@+-]+$/;
const NEEDS_PRINTF = /[\p{Cc}]/u;
/** What was sent as bytes, its first line included. */
const RAW = /^[^\s]+ .*HTTP\/\d/;

/** Ids of all exchanges that a report names. */
export function citedIn({ checks }: Pick<Report, 'checks'>): ReadonlySet<string> {
  const sources = checks.flatMap(({ outcome }): readonly Source[] => ('reason' in outcome ? [] : [...outcome.evidence, ...('findings' in outcome ? outcome.findings : [])]));
  return new Set(sources.flatMap(({ exchange }) => (exchange === undefined ? [] : [exchange])));
}

/**
 * Reads some of the exchanges of a run, line by line: there may be more of them than memory.
 * @param folder of the report
 * @returns those that are there; none where the file is not. A line that was cut off is left out.
 */
export async function readExchanges(folder: string, wanted: ReadonlySet<string>): Promise<Exchanges> {
  const found = new Map<string, Exchange>();
  const file = path.join(folder, EXCHANGES_FILE);
  if (wanted.size === 0 || !existsSync(file)) return found;
  const handle = await open(file);
  try {
    for await (const line of handle.readLines()) {
      const id = /^\{"id":"([^"\\]+)"/.exec(line)?.[1];
      if (id !== undefined && !wanted.has(id)) continue;
      const exchange = exchangeOf(line);
      if (exchange !== undefined && wanted.has(exchange.id)) found.set(exchange.id, exchange);
      if (found.size === wanted.size) break;
    }
    return found;
  } finally {
    await handle.close();
  }
}

function exchangeOf(line: string): Exchange | undefined {
  try {
    const value = JSON.parse(line) as Partial<Exchange> | null;
    const isWhole = typeof value?.id === 'string' && typeof value.request?.url === 'string' && URL.canParse(value.request.url) && Array.isArray(value.request.headers);
    return isWhole ? value as Exchange : undefined;
  } catch {
    return undefined;
  }
}

/** The variable that stands for a masked secret: `$TOKEN_OF_ADMIN`. */
const variableOf = (name: string): string => `$${name.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}`;

/** One word of a shell, whatever it holds; masked secrets become variables, which are filled in. */
function quoted(text: string, escape: (part: string) => string = (part) => part): string {
  if (PLAIN_WORD.test(text)) return text;
  const single = (part: string): string => (part === '' ? '' : `'${escape(part).replaceAll("'", String.raw`'\''`)}'`);
  // Of a text split by a pattern with one group, every second part is what the group caught.
  return text.split(MASKED).map((part, place) => (place % 2 === 1 ? `"${variableOf(part)}"` : single(part))).join('') || "''";
}

/** A format of printf that prints a text, control characters included. POSIX.1-2024, printf. */
function printfOf(text: string): string {
  return `printf ${quoted(text, (part) => part.replaceAll('\\', String.raw`\\`).replaceAll('%', '%%').replace(/\p{Cc}/gu, (character) => [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')))}`;
}

/** What brings the body: an argument, or something before the pipe. */
function bodyOf({ id, request: { body } }: Exchange): { readonly before: string; readonly argument: string } {
  if (body === undefined || body === '') return { before: '', argument: '' };
  if (body.length > LONGEST_BODY) return { before: `jq -j 'select(.id == "${id}").request.body' ${EXCHANGES_FILE} | `, argument: ' --data-binary @-' };
  // Not --data: it would read a file where the body begins with @.
  return NEEDS_PRINTF.test(body) ? { before: `${printfOf(body)} | `, argument: ' --data-binary @-' } : { before: '', argument: ` --data-raw ${quoted(body)}` };
}

function bytesOf({ request: { url, body = '' } }: Exchange): string {
  const { protocol, hostname, port } = new URL(url);
  const [plainPort, to] = protocol === 'https:' ? ['443', `openssl s_client -quiet -connect ${hostname}:`] as const : ['80', `nc ${hostname} `] as const;
  return `${printfOf(body.slice(0, LONGEST_BODY))} | ${to}${port === '' ? plainPort : port}`;
}

/**
 * A line for a shell that sends the request of an exchange again. Secrets stand in it as variables: `"$TOKEN_OF_ADMIN"`.
 * @returns a `curl` line; for what was sent as bytes, a line that sends these
 */
export function curlOf(exchange: Exchange): string {
  const { method, url, headers, body } = exchange.request;
  if (body !== undefined && RAW.test(body.split('\n', 1)[0] ?? '')) return bytesOf(exchange);
  const fields = headers.filter(([name]) => !/^(content-length|connection)$/i.test(name)).map(([name, value]) => ` -H ${quoted(value === '' ? `${name};` : `${name}: ${value}`)}`);
  // Without a field of its own curl would call any body a form.
  const untyped = body !== undefined && fieldOf(headers, 'content-type') === undefined ? " -H 'Content-Type:'" : '';
  const { before, argument } = bodyOf(exchange);
  const verb = method === 'GET' && argument === '' ? '' : method === 'HEAD' ? ' --head' : ` -X ${quoted(method)}`;
  return `${before}curl -sS -i --globoff --path-as-is${verb} ${quoted(url)}${fields.join('')}${untyped}${argument}`;
}

/** The command that shows a finding again; undefined where there is none, as for a line of a file. */
export function reproductionOf({ reproduce, exchange }: Pick<Finding, 'reproduce' | 'exchange'>, exchanges: Exchanges): string | undefined {
  const sent = exchange === undefined ? undefined : exchanges.get(exchange);
  return reproduce ?? (sent === undefined ? undefined : curlOf(sent));
}
