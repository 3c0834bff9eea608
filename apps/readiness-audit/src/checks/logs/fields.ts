import type { LogLine } from '../../artifacts/logs.ts';
import { isObject, type Json } from '../../json.ts';

const TIME = /^(time|timestamp|@timestamp|ts|t|date|datetime|asctime|eventtime|created)$/i;
const LEVEL = /^(level|severity|lvl|log\.?level|levelname|severitytext|severity_text|l)$/i;
const MESSAGE = /^(msg|message|event|text|body|short_message|m)$/i;
const STATUS = /^(status|statuscode|status_code|http\.status_code|http\.response\.status_code|http_status|responsestatus|response_status)$/i;
const WITHIN = /^(res|response|http|req|request|httprequest|data|context|meta|fields|attributes|labels)$/i;

/** The members of a line, whether it is JSON or logfmt; undefined for free text. */
export function membersOf({ text, json }: LogLine): Json | undefined {
  if (json !== undefined) return json;
  const pairs = [...text.matchAll(/(?:^|\s)([\w.@-]+)=("(?:[^"\\]|\\.)*"|\S*)/g)].map(([, name = '', value = '']) => [name, value.replace(/^"|"$/g, '')] as const);
  return pairs.length >= 3 && /^[\w.@-]+=/.test(text) ? Object.fromEntries(pairs) : undefined;
}

const valueOf = (members: Json, pattern: RegExp): unknown => Object.entries(members).find(([name]) => pattern.test(name))?.[1];

/** Which of time, level and message a line does not tell. */
export function missingOf(members: Json): readonly string[] {
  const elastic = typeof members['log'] === 'object' && members['log'] !== null ? members['log'] as Json : {};
  return [...(valueOf(members, TIME) === undefined ? ['time'] : []), ...(valueOf(members, LEVEL) === undefined && valueOf(elastic, LEVEL) === undefined ? ['level'] : []), ...(valueOf(members, MESSAGE) === undefined && !isOfRequest(members) ? ['message'] : [])];
}

/** A line of an access log says what happened by its members. */
const isOfRequest = (members: Json): boolean => statusOf(members) !== undefined && Object.keys(members).some((name) => /^(method|verb|route|path|url|req|request|http.*)$/i.test(name));

const LEVELS: readonly (readonly [RegExp, number])[] = [[/^(trace|silly|verbose)/i, 10], [/^debug/i, 20], [/^(info|notice|log|http)/i, 30], [/^warn/i, 40], [/^err/i, 50], [/^(fatal|crit|alert|emerg|panic)/i, 60]];

/** The level of a line on the scale of pino and bunyan, 10 to 60; undefined where it tells none that is known. */
export function levelOf(members: Json): number | undefined {
  const level = valueOf(members, LEVEL) ?? valueOf((members['log'] ?? {}) as Json, LEVEL);
  if (typeof level === 'number') return level >= 10 && level <= 60 ? level : undefined;
  if (typeof level !== 'string') return undefined;
  return /^[1-6]0$/.test(level) ? Number(level) : LEVELS.find(([pattern]) => pattern.test(level))?.[1];
}

/** The status of the answer that a line is about; undefined for one about something else. */
export function statusOf(members: Json, depth = 0): number | undefined {
  const status = Number(valueOf(members, STATUS) ?? NaN);
  if (Number.isInteger(status) && status >= 100 && status <= 599) return status;
  if (depth > 1) return undefined;
  for (const [name, inner] of Object.entries(members)) {
    if (!WITHIN.test(name) || !isObject(inner)) continue;
    const found = statusOf(inner, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
