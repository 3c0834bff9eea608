import type { Artifacts } from '../../artifacts/artifacts.ts';
import { type Answer, type Exchange, jsonOf, mediaTypeOf } from '../../http/exchange.ts';
import { isObject } from '../../json.ts';
import { varyingCheck } from '../../judge/check.ts';
import { type Evidence, type Finding, notAvailable, verdictOf } from '../../judge/outcome.ts';
import { isJson, namesOf } from '../../openapi/document.ts';
import { provocations } from './provocations.ts';

/** The refusals of one operation with one status. */
interface Cell {
  readonly subject: string;
  readonly status: number;
  readonly exchange: Exchange;
  readonly mediaType: string;
  /** `name:type` of its members; undefined for what is no object as JSON. */
  readonly features: ReadonlySet<string> | undefined;
}

const CLASSES = [400, 401, 403, 404, 405, 409, 413, 415, 422, 429] as const;
const MOST_FINDINGS = 20;

export const envelope = varyingCheck({
  meta: {
    id: 'errors.envelope',
    title: 'All refusals have one shape',
    mode: 'active',
    severity: 'P1',
    why: 'A client that must know three shapes of errors shows the wrong one, or none. The ones that differ come from the framework or the proxy, just where nobody looked.',
    how: 'A matrix of operations and statuses is filled with the refusals of the whole run and with an unknown path. Each must be an object as JSON, all of one media type, and all must share at least one member of the same type, as `code` or `title`. Empty cells are told.',
    mend: 'Let one filter write all errors, those of the parser, the router and the framework too: RFC 9457 is a shape that clients know.',
    sources: ['RFC 9457', 'OWASP Error Handling Cheat Sheet'],
  },
  needs: ['document', 'walk', 'exchanges', 'surface'],
  vary: provocations,
  judge: (artifacts) => {
    const cells = cellsOf(artifacts);
    if (cells.length < 2) return notAvailable('Fewer than two refusals were seen, so that there is nothing to compare.');
    const mediaType = most(cells.filter(({ features }) => features !== undefined).map((one) => one.mediaType));
    const anchor = most(cells.flatMap(({ features }) => [...(features ?? [])]));
    const findings = cells.flatMap((cell): readonly Finding[] => {
      const problem = problemOf(cell, mediaType, anchor);
      return problem === undefined ? [] : [{ subject: cell.subject, problem: `its ${cell.status} ${problem}`, exchange: cell.exchange.id }];
    });
    return verdictOf({ count: cells.length, of: 'cells of operation and status' }, evidenceOf(cells, mediaType, anchor), findings.slice(0, MOST_FINDINGS));
  },
});

function cellsOf({ document, exchanges, surface }: Pick<Artifacts, 'document' | 'exchanges' | 'surface'>): readonly Cell[] {
  const names = namesOf(document);
  const all = [...exchanges.flatMap(({ operation, exchanges: of }) => of.map((one) => [names.get(operation) ?? operation, one] as const)), ['an unknown path', surface.unknown] as const];
  const cells = new Map<string, Cell>();
  for (const [subject, exchange] of all) {
    const { answer, request } = exchange;
    if (answer === undefined || answer.status < 400 || request.method === 'HEAD') continue;
    const cell = { subject, status: answer.status, exchange, mediaType: mediaTypeOf(answer.headers), features: featuresOf(answer) };
    const key = `${subject} ${answer.status}`;
    // One that is not as the others are must not hide behind one that is.
    if (!cells.has(key) || cell.features === undefined) cells.set(key, cell);
  }
  return [...cells.values()];
}

function featuresOf(answer: Answer): ReadonlySet<string> | undefined {
  const value = jsonOf(answer);
  if (!isJson(mediaTypeOf(answer.headers)) || !isObject(value)) return undefined;
  return new Set(Object.entries(value).map(([name, inner]) => `${name}:${Array.isArray(inner) ? 'array' : typeof inner}`));
}

function problemOf({ exchange: { answer }, mediaType: own, features }: Cell, mediaType: string | undefined, anchor: string | undefined): string | undefined {
  if (answer?.body === '') return 'has no body';
  if (features === undefined) return `is ${own === '' ? 'of no media type' : own} and no object as JSON`;
  if (own !== mediaType) return `is ${own} where others are ${mediaType ?? 'nothing'}`;
  return anchor !== undefined && features.has(anchor) ? undefined : `has no ${anchor?.replace(/:(.*)/, ' ($1)') ?? 'member'} as others have`;
}

/** What comes up most often; the first of several. */
function most(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0];
}

function evidenceOf(cells: readonly Cell[], mediaType: string | undefined, anchor: string | undefined): readonly Evidence[] {
  const operations = new Set(cells.map(({ subject }) => subject));
  const filled = CLASSES.map((status) => `${status}: ${cells.filter((cell) => cell.status === status).length}`).join(', ');
  return [{ text: `${mediaType ?? 'no JSON'} with ${anchor ?? 'no member in common'}, first in ${cells[0]?.exchange.id ?? ''}` }, { text: `cells filled of ${operations.size} operations, by status: ${filled}` }];
}
