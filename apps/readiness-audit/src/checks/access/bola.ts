import type { Walk } from '../../artifacts/walk.ts';
import { leavesOf } from '../../gather/pointers.ts';
import { type Exchange, jsonOf, type Request } from '../../http/exchange.ts';
import { madeId } from '../../http/made.ts';
import { withCredentials } from '../../http/requests.ts';
import { type Variation, type Varied, varyingCheck } from '../../judge/check.ts';
import { notApplicable, notAvailable, type Verdict, verdictOf } from '../../judge/outcome.ts';
import { wasServed } from '../../judge/served.ts';
import { evidenceOf } from '../../judge/verdicts.ts';
import { type ApiDocument, named, type Operation } from '../../openapi/document.ts';
import { BY_ARRANGED, BY_OTHER, namesOther, type Stranger, strangerOf } from './strangers.ts';

const OWN_LIST = 'the list, as its owner sees it';
const OTHER_LIST = 'the list, as the other account sees it';
const STILL_THERE = 'read by its owner, behind the stranger\'s request';
const MADE_FOR_BOTH = 'made by a request that names the other account';
const IF_MEANT = 'if every account of the role may do so, name the operation in `shared` of the target file';

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
    how: 'Each operation with parameters in its path is sent as it should be, but with the credentials of another account of the same role: of the stranger whom the arranger names, or of another account of the target file. It fails when the stranger is served what belongs to the owner. Whose an object is, is known when the arranger says so, when the owner has made it in this run, or when the owner\'s list shows it and the stranger\'s does not; of what nobody is known to own nothing is said, and nothing of what anybody may read without credentials, or of what the owner has made by a request that names the other account. That the stranger\'s list shows what the owner has made is no excuse: where it is meant, the operation belongs into `shared`. Operations in `shared` of the target file and roles that look after everybody\'s objects (admin, support) are left out.',
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
  follow: (sample, control, lab) => Promise.resolve(sample.operation.method === 'POST' && namesOther(sample, lab) ? [{ variation: MADE_FOR_BOTH, exchange: control }] : []),
  judge: ({ document, walk, declared: { shared = [] } }, varied) => {
    const asked = document.operations.filter((operation) => concerns(operation) && !shared.includes(operation.id));
    if (asked.length === 0) return notApplicable('No operation that asks for credentials is about a single object: none has a parameter in its path that is not declared as shared.');
    if (varied.every(({ variation }) => variation === MADE_FOR_BOTH)) return notAvailable('No second account of the same role is logged in that could try: name one in `accounts`, or let the arranger name a `stranger`.');
    return judged(document, walk, varied);
  },
});

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
  const forBoth = varied.filter(({ variation }) => variation === MADE_FOR_BOTH).map(({ exchange }) => exchange);
  const tried = document.operations.flatMap((operation) => triedOf(operation, varied.filter((one) => one.operation === operation.id), { document, walk, forBoth }));
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

/** What is known of all objects. */
interface Known {
  readonly document: ApiDocument;
  readonly walk: Walk;
  /** In which something was made that is meant for both accounts. */
  readonly forBoth: readonly Exchange[];
}

function triedOf(operation: Operation, varied: readonly Varied[], known: Known): readonly Tried[] {
  const one = varied.find(({ variation }) => variation === BY_ARRANGED || variation === BY_OTHER);
  if (one === undefined) return [];
  const sent = (name: string): Exchange | undefined => varied.find(({ variation }) => variation === name)?.exchange;
  const id = idIn(operation, one.exchange);
  const [own, others] = [sent(OWN_LIST), sent(OTHER_LIST)];
  const isListed = shows(others, id);
  const isOnlyOwn = wasServed(others ?? one.exchange) && others !== undefined && shows(own, id) && !isListed;
  const isOwned = isOnlyOwn || isMade(operation, one.exchange, known.walk, isListed && reads(operation));
  const owned = one.variation === BY_ARRANGED || (isOwned && !isForOthers(operation, one.exchange, isListed, known));
  return [{ operation, one, owned, isListed, isStillThere: wasServed(sent(STILL_THERE) ?? one.exchange) && sent(STILL_THERE) !== undefined }];
}

const reads = ({ method }: Operation): boolean => method === 'GET' || method === 'HEAD';

/** Whether the object is there for others, too: anybody may read it without credentials, or it was made for both accounts, or below what was. */
function isForOthers(operation: Operation, { request: { url } }: Exchange, isListed: boolean, { document, forBoth }: Known): boolean {
  const list = document.operations.find(({ method, path }) => method === 'GET' && path === above(operation.path));
  if (reads(operation) && (operation.security === 'optional' || (isListed && list !== undefined && list.security !== 'required'))) return true;
  const asked = new URL(url).pathname.split('/');
  return forBoth.map(madeId).some((made) => made !== undefined && asked.includes(encodeURIComponent(made)));
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

/**
 * Whether the account that the operation is sent by has made the object in this run: by the POST of its collection, or by another one that gives
 * its id as that of what it made. An order that shows the number of a product has not made the product.
 * @param isListed for the stranger, too: then only by the POST of its collection
 */
function isMade(operation: Operation, tried: Exchange, { visits }: Walk, isListed: boolean): boolean {
  const id = idIn(operation, tried);
  const account = visits.find((visit) => visit.operation === operation.id)?.account;
  const collection = placeOf(tried).slice(0, above(operation.path).split('/').length).join('/');
  const made = visits.filter(({ account: by, operation: making }) => account !== undefined && by === account && making !== operation.id).map(({ control }) => control).filter((control) => control?.request.method === 'POST' && wasServed(control));
  return made.some((control) => {
    if (control === undefined) return false;
    if (placeOf(control).join('/') === collection) return isListed ? isOf(control, operation, id) : shows(control, id);
    return !isListed && madeId(control) === id;
  });
}

/** Whether what was made is called so: by its id, or by what the path calls it, as `slug`. */
function isOf(made: Exchange, { path }: Operation, id: string): boolean {
  const name = /\{([^}]+)\}[^{]*$/.exec(path)?.[1] ?? '';
  return madeId(made) === id || (!/id$/i.test(name) && leavesOf(made.answer === undefined ? undefined : jsonOf(made.answer)).some(([pointer, value]) => pointer.split('/').at(-1) === name && value === id));
}

const placeOf = ({ request: { url } }: Exchange): readonly string[] => new URL(url).pathname.replace(/\/$/, '').split('/');

const shows = (exchange: Exchange | undefined, id: string): boolean => id !== '' && exchange?.answer !== undefined && valuesOf(jsonOf(exchange.answer)).has(id);

function valuesOf(value: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (typeof value === 'string' || typeof value === 'number') found.add(String(value));
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) valuesOf(inner, found);
  return found;
}

function problemOf({ operation, one: { exchange, control }, isListed, isStillThere }: Tried): string | undefined {
  if (!wasServed(exchange, control) || exchange.answer === undefined) return undefined;
  const { status, body } = exchange.answer;
  if (!reads(operation)) return operation.method === 'DELETE' && isStillThere ? undefined : `it was done (${status}), and it is not theirs; ${IF_MEANT}`;
  const isSame = body === control?.answer?.body && valuesOf(jsonOf({ body })).size > 0;
  return isSame || shows(exchange, idIn(operation, exchange)) ? `it was shown (${status}), and it is not theirs${isListed ? ', though their list shows it, too' : ''}; ${IF_MEANT}` : undefined;
}
