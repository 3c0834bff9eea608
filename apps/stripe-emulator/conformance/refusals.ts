import { operationOf } from './exchange.ts';
import { ALL_OPERATIONS, isPublished, type Operation } from './operations.ts';
import { faultsOfAnswer } from './validate.ts';
import { parametersOf, resolve, type Resolved } from '../src/wire/parameters.ts';
import type { Comparison, Difference } from './comparison.ts';

/** A request that Stripe refuses for its form alone. */
interface BadRequest {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly form: readonly [name: string, value: string][];
  readonly key?: string;
  readonly status: number;
  readonly param?: string;
  readonly code?: string | undefined;
  /** stripe-mock does not measure texts. */
  readonly oursAlone?: boolean;
}

interface Refused {
  readonly status: number;
  readonly body: { readonly error?: { readonly type?: string; readonly code?: string; readonly param?: string; readonly message?: string } };
}

/** Long enough for no text of Stripe's. */
const TOO_LONG = 'x'.repeat(40_001);

/**
 * Sends each operation what must be refused: an unknown parameter, each required one left out, each value of a wrong kind; and addresses, methods and keys that do not exist.
 * @param stripeMock without it only the emulator's own refusals are held
 * @param short of the wrong values, the first of each operation only
 */
export async function compareRefusals(comparison: Comparison, stripeMock: string | undefined, short: boolean, progress: (note: string) => void): Promise<void> {
  for (const operation of ALL_OPERATIONS) {
    progress(operation);
    for (const request of badRequestsTo(operation, short)) await compareOne(comparison, isPublished(operation) ? stripeMock : undefined, operation, request);
  }
  for (const request of beyondOperations()) await compareOne(comparison, stripeMock, 'POST /v1/refunds', request);
}

async function compareOne(comparison: Comparison, stripeMock: string | undefined, operation: Operation, request: BadRequest): Promise<void> {
  const ours = await send(comparison.emulator, request);
  comparison.countRefusal(operation);
  const note = (kind: Difference['kind'], detail: string): void => comparison.note({ kind, at: operation, call: request.name, detail });
  for (const fault of faultsOfAnswer(operation, ours.status, ours.body)) note('schema', fault);
  const { code, param } = ours.body.error ?? {};
  const got = `${ours.status} ${code ?? '-'} ${param ?? '-'}`;
  const expected = `${request.status} ${request.code ?? '-'} ${request.param ?? '-'}`;
  if (got !== expected) note('refusal', `${request.name}: ${got} instead of ${expected}`);
  if (stripeMock === undefined || request.oursAlone) return;
  const theirs = await send(stripeMock, request);
  const [here, there] = [`${ours.status} ${ours.body.error?.type ?? '-'}`, `${theirs.status} ${theirs.body.error?.type ?? '-'}`];
  if (here !== there) note('refusal', `${request.name}: ${here} here, ${there} in stripe-mock`);
}

async function send(address: string, { method, path, form, key = 'sk_test_conformance' }: BadRequest): Promise<Refused> {
  const text = new URLSearchParams([...form]).toString();
  const inBody = method === 'POST';
  const response = await fetch(`${address}${path}${inBody || text === '' ? '' : `?${text}`}`, {
    method,
    headers: { ...(key !== '' && { authorization: `Bearer ${key}` }), ...(inBody && { 'content-type': 'application/x-www-form-urlencoded' }) },
    ...(inBody && { body: text }),
  });
  return { status: response.status, body: (await response.json().catch(() => ({}))) as Refused['body'] };
}

function badRequestsTo(operation: Operation, short: boolean): BadRequest[] {
  const [method = '', template = ''] = operation.split(' ');
  const path = template.replaceAll(/\{(\w+)\}/g, '$1_1');
  const tree = parametersOf(operation);
  const base = { method, path, status: 400 };
  const needed = requiredOf(tree, '');
  const group = groupIn(tree);
  const requests: BadRequest[] = [{ ...base, name: 'an unknown parameter', form: [...needed, ['colour', 'red']], param: 'colour', code: 'parameter_unknown' }];
  // stripe-mock looks for unknown parameters on the first level only.
  if (group !== undefined) requests.push({ ...base, name: 'an unknown parameter below', form: [...needed.filter(([name]) => !name.startsWith(`${group}[`)), [`${group}[colour]`, 'red']], param: `${group}[colour]`, code: 'parameter_unknown', oursAlone: true });
  // stripe-mock lets through what it cannot expand.
  requests.push({ ...base, name: 'an expansion of nothing', form: [...needed, ['expand[]', 'colour']], param: 'expand', code: takesExpand(tree) ? undefined : 'parameter_unknown', oursAlone: true });
  for (const name of topRequired(tree)) {
    const form = needed.filter(([given]) => given !== name && !given.startsWith(`${name}[`));
    requests.push({ ...base, name: `no ${name}`, form, param: name, code: 'parameter_missing' });
  }
  const wrong = wrongValues(tree, '', 0).map(({ param, value, code }): BadRequest => {
    const form = needed.filter(([given]) => given !== param && !given.startsWith(`${param}[`));
    const oursAlone = value === TOO_LONG;
    return { ...base, name: `${param} = ${oursAlone ? 'a text too long' : value}`, form: [...form, [param, value]], param, code, oursAlone };
  });
  // In an address no text can be too long before the address itself is.
  const sent = wrong.filter(({ oursAlone }) => !oursAlone || method === 'POST');
  return [...requests, ...(short ? sent.slice(0, 1) : sent)];
}

function beyondOperations(): BadRequest[] {
  const refunds = { method: 'POST', path: '/v1/refunds', form: [] };
  const requests: BadRequest[] = [
    { ...refunds, name: 'an unknown URL', path: '/v1/nothing', status: 404 },
    { ...refunds, name: 'a URL below an operation', path: '/v1/refunds/re_1/nothing', status: 404 },
    { ...refunds, name: 'a method that it does not have', method: 'DELETE', status: 404 },
    { ...refunds, name: 'no key', key: '', status: 401 },
    { ...refunds, name: 'a key that is none', key: 'letmein', status: 401 },
  ];
  if (requests.slice(0, 3).some(({ method, path }) => operationOf(method, path))) throw new Error('An address that must be unknown is an operation.');
  return requests;
}

function topRequired(tree: Resolved): readonly string[] {
  return typeof tree === 'object' && 'members' in tree ? (tree.required ?? []) : [];
}

/** A deletion answers with nothing that could be expanded. */
function takesExpand(tree: Resolved): boolean {
  return typeof tree === 'object' && 'members' in tree && tree.members['expand'] !== undefined;
}

/** A parameter that has members of its own. */
function groupIn(tree: Resolved): string | undefined {
  if (typeof tree !== 'object' || !('members' in tree)) return undefined;
  return Object.keys(tree.members).find((name) => {
    const member = resolve(tree.members[name] ?? 'anything');
    return typeof member === 'object' && 'members' in member;
  });
}

/** What a request needs at least, with values of the right kind. */
function requiredOf(tree: Resolved, path: string): [string, string][] {
  if (typeof tree === 'object' && 'members' in tree) {
    return (tree.required ?? []).flatMap((name) => requiredOf(resolve(tree.members[name] ?? 'anything'), path === '' ? name : `${path}[${name}]`));
  }
  return [[path, rightValue(tree)]];
}

function rightValue(node: Resolved): string {
  if (typeof node === 'object') {
    if ('enum' in node) return node.enum[0] ?? 'x';
    return 'any' in node ? rightValue(resolve(node.any[0] ?? 'string')) : 'x';
  }
  if (node === 'boolean') return 'true';
  return node === 'integer' || node === 'number' ? '1000' : 'x';
}

interface WrongValue {
  readonly param: string;
  readonly value: string;
  readonly code: string | undefined;
}

/** Each parameter down to the second level, with a value of a kind that it does not take. */
function wrongValues(node: Resolved, path: string, depth: number): WrongValue[] {
  const own = path === '' ? undefined : wrongValue(node);
  const found = own ? [{ param: path, ...own }] : [];
  if (depth > 1 || typeof node !== 'object' || !('members' in node)) return found;
  const below = Object.entries(node.members).flatMap(([name, member]) => wrongValues(resolve(member), path === '' ? name : `${path}[${name}]`, depth + 1));
  return [...found, ...below];
}

function wrongValue(node: Resolved): { value: string; code: string | undefined } | undefined {
  if (node === 'integer') return { value: 'zebra', code: 'parameter_invalid_integer' };
  if (node === 'boolean' || node === 'number') return { value: 'zebra', code: undefined };
  if (typeof node === 'string') return node.startsWith('string ') ? { value: TOO_LONG, code: undefined } : undefined;
  if ('any' in node) return wrongOfAny(node.any.map(resolve));
  return { value: 'zebra', code: undefined };
}

function wrongOfAny(forms: readonly Resolved[]): { value: string; code: string | undefined } | undefined {
  const takesText = forms.some((form) => form === 'anything' || (typeof form === 'string' && form.startsWith('string')));
  if (takesText) return undefined;
  return { value: 'zebra', code: forms.includes('integer') && !forms.includes('boolean') ? 'parameter_invalid_integer' : undefined };
}

