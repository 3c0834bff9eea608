import fc from 'fast-check';
import { ALL_OPERATIONS, type Operation } from './operations.ts';
import { parametersOf, resolve, type Resolved } from '../src/wire/parameters.ts';

/** A request of a kind that nobody sends on purpose. */
export interface Noise {
  readonly operation: Operation;
  readonly path: string;
  readonly form: readonly (readonly [name: string, value: string])[];
}

/** What the ids begin with that belong into a parameter, or into a part of an address. */
const BELONGS: Readonly<Record<string, string>> = {
  account: 'acct_', charge: 'ch_', confirmation_token: 'ctoken_', customer: 'cus_', destination: 'acct_', dispute: 'du_', early_fraud_warning: 'issfr_', intent: 'pi_',
  payment_intent: 'pi_', payment_method: 'pm_', refund: 're_', source_transaction: 'ch_', token: 'tok_', transfer: 'tr_',
};

/** Ids to fill in, by where they go. */
type Ids = (place: string) => fc.Arbitrary<string>;

type Pair = readonly [name: string, value: string];

const DEEPEST = 3;
const TEXTS = ['', 'x', '0', 'null', 'usd', 'eur', 'pm_card_visa', 'pm_card_chargeDeclined', 'pm_card_threeDSecure2Required', 'pm_nothing', 'žluťoučký 🦄', '__proto__', '[object Object]', 'https://firm.example/back', 'x'.repeat(600)];
const NUMBERS = ['0', '1', '50', '1000', '-1', '99999999', '999999999999', '9007199254740993', '+5', '1e3', '1.5', '', ' 7'];
const FLAGS = ['true', 'false', 'TRUE', '1', ''];

/**
 * Requests to any operation, of parameters that it knows with values right and odd, and of ids that exist and that do not.
 * @param ids of objects that exist
 */
export function noise(ids: readonly string[]): fc.Arbitrary<Noise> {
  const any = fc.constantFrom(...TEXTS, ...ids);
  const texts: Ids = (place) => {
    const prefix = BELONGS[place.replaceAll(/[{}\]]|.*\[/g, '')];
    const fitting = prefix === undefined ? [] : ids.filter((id) => id.startsWith(prefix));
    return fitting.length === 0 ? any : fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...fitting) }, { weight: 1, arbitrary: any });
  };
  return fc.constantFrom(...ALL_OPERATIONS).chain((operation) => {
    const [, template = ''] = operation.split(' ');
    const variables = template.match(/\{\w+\}/g) ?? [];
    const path = fc.tuple(...variables.map(texts)).map((values) => values.reduce((text, id) => text.replace(/\{\w+\}/, () => encodeURIComponent(id)), template));
    return fc.record({ operation: fc.constant(operation), path, form: formOf(parametersOf(operation), '', texts, DEEPEST) });
  });
}

function formOf(node: Resolved, name: string, texts: Ids, depth: number): fc.Arbitrary<readonly Pair[]> {
  if (typeof node === 'object') {
    if ('members' in node) return membersOf(node.members, node.required ?? [], name, texts, depth);
    if ('list' in node) return fc.array(formOf(resolve(node.list), `${name}[]`, texts, depth - 1), { maxLength: 2 }).map((items) => items.flat());
    if ('map' in node) return fc.array(fc.tuple(fc.constantFrom('a', 'b', '__proto__'), texts(name)), { maxLength: 3 }).map((pairs) => pairs.map(([key, value]): Pair => [`${name}[${key}]`, value]));
    if ('any' in node) return fc.oneof(...node.any.map((form) => formOf(resolve(form), name, texts, depth)));
    return fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...node.enum) }, { weight: 1, arbitrary: texts(name) }).map((value) => [[name, value]]);
  }
  const values = node === 'integer' || node === 'number' ? fc.constantFrom(...NUMBERS) : node === 'boolean' ? fc.constantFrom(...FLAGS) : texts(name);
  return values.map((value) => [[name, value]]);
}

/** Few members at a time: most requests shall get past the check of their form. */
function membersOf(members: Readonly<Record<string, Parameters<typeof resolve>[0]>>, required: readonly string[], name: string, texts: Ids, depth: number): fc.Arbitrary<readonly Pair[]> {
  if (depth === 0) return fc.constant([]);
  const optional = Object.keys(members).filter((member) => !required.includes(member));
  const inner = (member: string): fc.Arbitrary<readonly Pair[]> => formOf(resolve(members[member] ?? 'anything'), name === '' ? member : `${name}[${member}]`, texts, depth - 1);
  return fc.subarray(optional, { maxLength: Math.min(4, optional.length) }).chain((some) => fc.tuple(...[...required, ...some].map(inner)).map((pairs) => pairs.flat()));
}
