import type { Walk } from '../../artifacts/walk.ts';
import { type Exchange, jsonOf } from '../../http/exchange.ts';
import { withCredentials } from '../../http/requests.ts';
import type { Fields, Request } from '../../http/exchange.ts';
import type { Lab } from '../../gather/lab.ts';
import type { Sample } from '../../gather/samples.ts';
import { type Variation, type Varied, varyingCheck } from '../../judge/check.ts';
import { notApplicable, notAvailable, type Verdict, verdictOf } from '../../judge/outcome.ts';
import { wasServed } from '../../judge/served.ts';
import { evidenceOf } from '../../judge/verdicts.ts';
import { type ApiDocument, named, type Operation } from '../../openapi/document.ts';

const BY_ARRANGED = 'by a stranger whom the target names';
const BY_OTHER = 'by another account of the same role';
const OWN_LIST = 'the list, as its owner sees it';
const OTHER_LIST = 'the list, as the other account sees it';
const STILL_THERE = 'read by its owner, behind the stranger\'s request';
/** Who looks after everybody's objects by trade. */
const SEES_ALL = /admin|root|super|staff|operator|support|moderator|auditor/i;

const concerns = ({ path, security }: Operation): boolean => path.includes('{') && security !== 'none';
const has = (document: ApiDocument, method: string, path: string): boolean => document.operations.some((one) => one.method === method && one.path === path);
const above = (path: string): string => path.slice(0, path.lastIndexOf('/{'));

export const bola = varyingCheck({
  meta: {
    id: 'access.bola',
    title: 'Nobody reaches what belongs to another one of the same role',
    mode: 'active',
    severity: 'P0',
    why: 'Broken object level authorisation is the commonest hole of APIs: who is logged in tries other ids and reads or changes the objects of strangers.',
    how: 'Each operation with parameters in its path is sent as it should be, but with the credentials of another account of the same role: of the stranger whom the arranger names, or of another account of the target file. It fails when the stranger is served what belongs to the owner. Whose an object is, is known when the arranger says so, when the owner has made it in this run, or when the owner\'s list shows it and the stranger\'s does not; of what nobody is known to own nothing is said. What the stranger\'s own list shows may be read. Operations in `shared` of the target file and roles that look after everybody\'s objects (admin, support) are left out.',
    mend: 'Ask for objects by their id and their owner in one query, in the layer that reads the database, so that a forgotten check finds nothing. Answer 404.',
    sources: ['OWASP API Security Top 10 2023, API1', 'CWE-639'],
  },
  needs: ['document', 'walk', 'declared'],
  vary: (sample, lab) => {
    const { operation, request } = sample;
    if (!concerns(operation) || lab.target.shared?.includes(operation.id) === true) return [];
    const stranger = strangerOf(sample, lab);
    return stranger === undefined ? [] : variationsOf(operation, request, stranger, lab.artifact('document'));
  },
  judge: ({ document, walk, declared: { shared = [] } }, varied) => {
    const asked = document.operations.filter((operation) => concerns(operation) && !shared.includes(operation.id));
    if (asked.length === 0) return notApplicable('No operation that asks for credentials is about a single object: none has a parameter in its path that is not declared as shared.');
    if (varied.length === 0) return notAvailable('No second account of the same role is logged in that could try: name one in `accounts`, or let the arranger name a `stranger`.');
    return judged(document, walk, varied);
  },
});

interface Stranger {
  readonly credentials: Fields;
  readonly name: string;
}

function strangerOf({ stranger, account, role }: Sample, lab: Lab): Stranger | undefined {
  if (stranger !== undefined) return { credentials: stranger, name: BY_ARRANGED };
  if (account === undefined || SEES_ALL.test(role ?? '')) return undefined;
  const other = lab.sessions.usable.find((session) => session.role === role && session.account !== account);
  return other === undefined ? undefined : { credentials: other.credentials, name: BY_OTHER };
}

function variationsOf({ path, method }: Operation, request: Request, { credentials, name }: Stranger, document: ApiDocument): readonly Variation[] {
  const [place = ''] = request.path.split('?');
  const filled = place.split('/').slice(0, above(path).split('/').length).join('/');
  const get = (at: string): Request => ({ method: 'GET', path: at, headers: request.headers ?? [] });
  const list = get(filled);
  const hasList = filled !== '' && has(document, 'GET', above(path)) && !above(path).includes('{');
  return [
    ...(hasList ? [{ name: OWN_LIST, request: list }, { name: OTHER_LIST, request: withCredentials(list, credentials) }] : []),
    { name, request: withCredentials(request, credentials) },
    // Some services answer 204 to whoever takes away what is not theirs, and do nothing.
    ...(method === 'DELETE' && has(document, 'GET', path) ? [{ name: STILL_THERE, request: get(request.path) }] : []),
  ];
}

/** All that was sent of one operation. */
interface Tried {
  readonly operation: Operation;
  readonly one: Varied;
  readonly owned: boolean;
  readonly isListed: boolean;
  readonly isStillThere: boolean;
}

function judged(document: ApiDocument, walk: Walk, varied: readonly Varied[]): Verdict {
  const tried = document.operations.flatMap((operation) => triedOf(operation, varied.filter((one) => one.operation === operation.id), walk));
  const findings = tried.filter(({ owned }) => owned).flatMap((one) => {
    const problem = problemOf(one);
    return problem === undefined ? [] : [{ subject: named(one.operation), problem: `${one.one.variation}: ${problem}`, exchange: one.one.exchange.id }];
  });
  const proven = tried.filter(({ one, owned }) => one.control !== undefined && owned);
  if (proven.length === 0 && findings.length === 0) return notAvailable(`Of ${tried.length} operations that strangers tried, none is about an object of which it is known whose it is, beside an unchanged request that succeeded.`);
  const rest = tried.length - proven.length;
  const evidence = [...evidenceOf(proven.map(({ one }) => one)), ...(rest === 0 ? [] : [{ text: `not measured: ${rest} operations of which it is not known whose their objects are, or whose unchanged request did not succeed` }])];
  return verdictOf({ count: Math.max(proven.length, findings.length), of: 'operations tried by a stranger' }, evidence, findings);
}

function triedOf(operation: Operation, varied: readonly Varied[], walk: Walk): readonly Tried[] {
  const one = varied.find(({ variation }) => variation === BY_ARRANGED || variation === BY_OTHER);
  if (one === undefined) return [];
  const sent = (name: string): Exchange | undefined => varied.find(({ variation }) => variation === name)?.exchange;
  const id = idIn(operation, one.exchange);
  const [own, others] = [sent(OWN_LIST), sent(OTHER_LIST)];
  const isListed = shows(others, id);
  const owned = one.variation === BY_ARRANGED || isMade(operation, id, walk) || (wasServed(others ?? one.exchange) && others !== undefined && shows(own, id) && !isListed);
  return [{ operation, one, owned, isListed, isStillThere: wasServed(sent(STILL_THERE) ?? one.exchange) && sent(STILL_THERE) !== undefined }];
}

/** The value of the last parameter of a path that was asked. */
function idIn({ path }: Operation, { request: { url } }: Exchange): string {
  const place = path.split('/').findLastIndex((part) => part.includes('{'));
  const asked = new URL(url).pathname.split('/');
  try {
    return decodeURIComponent(asked[place] ?? '');
  } catch {
    return asked[place] ?? '';
  }
}

/** Whether the account that the operation is sent by has made the object in this run. */
function isMade(operation: Operation, id: string, { visits }: Walk): boolean {
  const account = visits.find((visit) => visit.operation === operation.id)?.account;
  return account !== undefined && visits.some((visit) => visit.account === account && visit.control?.request.method === 'POST' && visit.operation !== operation.id && wasServed(visit.control) && shows(visit.control, id));
}

const shows = (exchange: Exchange | undefined, id: string): boolean => id !== '' && exchange?.answer !== undefined && valuesOf(jsonOf(exchange.answer)).has(id);

function valuesOf(value: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (typeof value === 'string' || typeof value === 'number') found.add(String(value));
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) valuesOf(inner, found);
  return found;
}

function problemOf({ operation, one: { exchange, control }, isListed, isStillThere }: Tried): string | undefined {
  if (!wasServed(exchange, control) || exchange.answer === undefined) return undefined;
  const { status, body } = exchange.answer;
  if (operation.method !== 'GET' && operation.method !== 'HEAD') return operation.method === 'DELETE' && isStillThere ? undefined : `it was done (${status}), and it is not theirs`;
  if (isListed) return undefined;
  const isSame = body === control?.answer?.body && valuesOf(jsonOf({ body })).size > 0;
  return isSame || shows(exchange, idIn(operation, exchange)) ? `it was shown (${status}), and it is not theirs` : undefined;
}
