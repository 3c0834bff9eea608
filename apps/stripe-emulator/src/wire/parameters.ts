import data from './parameters.json' with { type: 'json' };

/**
 * What one parameter may be; `src/wire/parameters.md` tells the notation.
 * A number stands for an entry of `shared`.
 */
export type Parameter =
  | number
  | 'string'
  | `string ${number}`
  | 'integer'
  | 'number'
  | 'boolean'
  | 'empty'
  | 'anything'
  | { readonly list: Parameter }
  | { readonly map: Parameter }
  | { readonly enum: readonly string[] }
  | { readonly any: readonly Parameter[] }
  | { readonly members: Readonly<Record<string, Parameter>>; readonly required?: readonly string[] };

/** The allowed parameters of each operation, as `parameters.json` keeps them. */
export interface Parameters {
  /** What it was derived from. */
  readonly source: string;
  /** By operation, such as `POST /v1/payment_intents/{intent}/confirm`. */
  readonly operations: Readonly<Record<string, Parameter>>;
  readonly shared: readonly Parameter[];
}

/** A decoded form or query: every leaf is a string. Lists come as arrays, or as objects whose keys are indexes. */
export type Form = string | readonly Form[] | { readonly [name: string]: Form };

/** Why Stripe refuses a parameter. Stripe gives no code for a value of the wrong kind, except for integers. */
export interface Refusal {
  readonly code?: 'parameter_unknown' | 'parameter_missing' | 'parameter_invalid_integer' | 'parameter_invalid_empty';
  /** As the caller would write it: `payment_method_data[card][number]`. */
  readonly param: string;
  readonly message: string;
}

/** A node that is no reference. */
export type Resolved = Exclude<Parameter, number>;
type Kind = 'text' | 'list' | 'members';

const PARAMETERS = data as unknown as Parameters;
const BOOLEANS = ['true', 'false'];

const BY_ROUTE = new Map(Object.keys(PARAMETERS.operations).map((operation) => [nameless(operation), operation]));

/**
 * Which operation a route is; variables may have other names than in Stripe's document.
 * @param path such as `/v1/refunds/:refund`
 * @returns such as `POST /v1/refunds/{refund}`
 */
export function operationOfRoute({ method, path }: { readonly method: string; readonly path: string }): string | undefined {
  return BY_ROUTE.get(nameless(`${method} ${path}`));
}

/** Whether `checkParameters` knows an operation. */
export function isKnownOperation(operation: string): boolean {
  return Object.hasOwn(PARAMETERS.operations, operation);
}

/**
 * Checks a request's parameters against Stripe's published document: unknown ones first, then values, then what is missing.
 * What depends on the state of objects, or on two parameters together, is the operation's own affair.
 * @param operation method and path template, such as `POST /v1/refunds`
 * @param body the decoded form, or the query of a GET
 * @returns undefined when Stripe would read on
 * @throws Error when the operation is not in `parameters.json`
 */
export function checkParameters(operation: string, body: Readonly<Record<string, Form>>): Refusal | undefined {
  if (!isKnownOperation(operation)) throw new Error(`${operation} has no parameters: add it to conformance/operations.ts and derive again`);
  const tree = parametersOf(operation);
  // Only what exists already can be unset.
  const maySetEmpty = operation.startsWith('POST ') && operation.includes('}');
  return unknownOf(tree, body) ?? wrongOf(tree, body, '', maySetEmpty) ?? missingOf(tree, body, '');
}

function nameless(operation: string): string {
  return operation.replaceAll(/:\w+|\{\w+\}/g, '*');
}

/** The tree of an operation's parameters. */
export function parametersOf(operation: string): Resolved {
  return resolve(PARAMETERS.operations[operation] ?? 'anything');
}

/** Follows a reference to the shared entries. */
export function resolve(parameter: Parameter): Resolved {
  let node = parameter;
  while (typeof node === 'number') node = PARAMETERS.shared[node] ?? 'anything';
  return node;
}

function unknownOf(tree: Resolved, body: Form): Refusal | undefined {
  const names: string[] = [];
  collectUnknown(tree, body, '', names);
  const [first] = names;
  if (first === undefined) return undefined;
  return { code: 'parameter_unknown', param: first, message: `Received unknown parameter${names.length > 1 ? 's' : ''}: ${names.join(', ')}` };
}

function collectUnknown(parameter: Parameter, value: Form, path: string, names: string[]): void {
  const node = choose(resolve(parameter), value);
  if (typeof node !== 'object') return;
  if ('list' in node) {
    listed(value)?.forEach((item, index) => collectUnknown(node.list, item, `${path}[${index}]`, names));
  } else if ('members' in node && kindOf(value) === 'members') {
    for (const [name, inner] of Object.entries(value)) {
      const member = Object.hasOwn(node.members, name) ? node.members[name] : undefined;
      if (member === undefined) names.push(below(path, name));
      else collectUnknown(member, inner, below(path, name), names);
    }
  }
}

function missingOf(parameter: Parameter, value: Form, path: string): Refusal | undefined {
  const node = choose(resolve(parameter), value);
  if (typeof node !== 'object') return undefined;
  if ('list' in node) return first(listed(value) ?? [], (item, index) => missingOf(node.list, item, `${path}[${index}]`));
  if (!('members' in node) || kindOf(value) !== 'members') return undefined;
  const given = value as Readonly<Record<string, Form>>;
  const name = node.required?.find((required) => !Object.hasOwn(given, required));
  if (name !== undefined) return { code: 'parameter_missing', param: below(path, name), message: `Missing required param: ${below(path, name)}.` };
  return first(Object.entries(given), ([key, inner]) => missingOf(node.members[key] ?? 'anything', inner, below(path, key)));
}

function wrongOf(parameter: Parameter, value: Form, path: string, maySetEmpty: boolean): Refusal | undefined {
  const node = choose(resolve(parameter), value);
  if (typeof node === 'string') return wrongScalar(node, value, path, maySetEmpty);
  if ('any' in node) return undefined;
  if ('enum' in node) return wrongEnum(node.enum, value, path);
  if (value === '') return emptyRefused(path);
  if ('list' in node) {
    const items = listed(value);
    return items ? first(items, (item, index) => wrongOf(node.list, item, `${path}[${index}]`, maySetEmpty)) : { param: path, message: 'Invalid array' };
  }
  if (kindOf(value) !== 'members') return { param: path, message: 'Invalid object' };
  const memberOf = (name: string): Parameter => ('map' in node ? node.map : node.members[name]) ?? 'anything';
  return first(Object.entries(value), ([name, inner]) => ('map' in node && inner === '' ? undefined : wrongOf(memberOf(name), inner, below(path, name), maySetEmpty)));
}

function wrongEnum(allowed: readonly string[], value: Form, path: string): Refusal | undefined {
  if (typeof value === 'string' && allowed.includes(value)) return undefined;
  if (value === '') return emptyRefused(path);
  const or = allowed.length > 2 ? ', or ' : ' or ';
  const choices = allowed.length > 1 ? `one of ${allowed.slice(0, -1).join(', ')}${or}${allowed.at(-1) ?? ''}` : (allowed[0] ?? '');
  return { param: path, message: `Invalid ${path}: must be ${choices}` };
}

function wrongScalar(node: string, value: Form, path: string, maySetEmpty: boolean): Refusal | undefined {
  if (node === 'anything' || node === 'empty') return undefined;
  const isText = node.startsWith('string');
  if (typeof value !== 'string') return { param: path, message: `Invalid ${isText ? 'string' : node}: ${JSON.stringify(value)}` };
  if (value === '') return isText && maySetEmpty ? undefined : emptyRefused(path);
  if (isText) return tooLong(Number(node.slice('string '.length)) || Infinity, value, path);
  if (node === 'integer') return /^[+-]?\d+$/.test(value) ? undefined : { code: 'parameter_invalid_integer', param: path, message: `Invalid integer: ${value}` };
  if (node === 'boolean') return BOOLEANS.includes(value) ? undefined : { param: path, message: `Invalid boolean: ${value}` };
  return Number.isFinite(Number(value)) ? undefined : { param: path, message: `Invalid decimal: ${value}` };
}

function tooLong(most: number, value: string, path: string): Refusal | undefined {
  if (value.length <= most) return undefined;
  return { param: path, message: `Invalid string: ${value.slice(0, 20)}...${value.slice(-20)}; must be at most ${most} characters` };
}

function emptyRefused(path: string): Refusal {
  return {
    code: 'parameter_invalid_empty',
    param: path,
    message: `You passed an empty string for '${path}'. We assume empty values are an attempt to unset a parameter; however '${path}' cannot be unset. You should remove '${path}' from your request or supply a non-empty value.`,
  };
}

/** Of several forms, the one that takes the value; else the one of its kind, so that the refusal speaks of what was meant. */
function choose(node: Resolved, value: Form): Resolved {
  if (typeof node !== 'object' || !('any' in node)) return node;
  const choices = node.any.map(resolve);
  const fitting = choices.filter((choice) => kindsOf(choice).includes(kindOf(value)) && (choice === 'empty') === (value === ''));
  const known = fitting.filter((choice) => !unknownOf(choice, value));
  return known.find((choice) => !(wrongOf(choice, value, '', true) ?? missingOf(choice, value, ''))) ?? known[0] ?? fitting[0] ?? choices.find((choice) => choice !== 'empty') ?? 'anything';
}

function kindsOf(node: Resolved): readonly Kind[] {
  if (node === 'anything') return ['text', 'list', 'members'];
  if (typeof node === 'string' || 'enum' in node) return ['text'];
  return 'list' in node ? ['list', 'members'] : ['members'];
}

function kindOf(value: Form): Kind {
  if (typeof value === 'string') return 'text';
  return Array.isArray(value) ? 'list' : 'members';
}

function listed(value: Form): readonly Form[] | undefined {
  if (typeof value === 'string') return undefined;
  if (Array.isArray(value)) return value as readonly Form[];
  return Object.keys(value).every((key) => /^\d+$/.test(key)) ? Object.values(value) : undefined;
}

function below(path: string, name: string): string {
  return path === '' ? name : `${path}[${name}]`;
}

function first<Item>(items: readonly Item[], check: (item: Item, index: number) => Refusal | undefined): Refusal | undefined {
  for (const [index, item] of items.entries()) {
    const refusal = check(item, index);
    if (refusal) return refusal;
  }
  return undefined;
}
