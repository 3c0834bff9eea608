import data from './expandable.json' with { type: 'json' };

/** Of each member that `expand` may name or pass through: the objects that can stand there, by name or, for lists and the like, themselves. */
export interface ExpandableNode {
  readonly [member: string]: readonly (string | ExpandableNode)[];
}

/** What `expand` may name, as `expandable.json` keeps it. */
export interface Expandable {
  /** What it was derived from. */
  readonly source: string;
  /** By operation: the name of the object that it answers with, or, of lists, their own members. */
  readonly operations: Readonly<Record<string, string | ExpandableNode>>;
  /** By Stripe's name of an object, or of a part of one. */
  readonly objects: Readonly<Record<string, ExpandableNode>>;
}

const EXPANDABLE = data as unknown as Expandable;
const MAX_LEVELS = 4;

/**
 * Checks `expand` against Stripe's published document, before anything is done: what cannot be expanded must not be found out after a payment.
 * @param operation method and path template, such as `POST /v1/refunds`
 * @param paths such as `latest_charge.balance_transaction`
 * @returns undefined when all can be expanded; source: https://docs.stripe.com/api/expanding_objects
 */
export function checkExpand(operation: string, paths: readonly string[]): { readonly param: string; readonly message: string } | undefined {
  const root = nodeOf(EXPANDABLE.operations[operation] ?? {});
  for (const path of paths) {
    const members = path.split('.');
    if (members.length > MAX_LEVELS) return { param: 'expand', message: `You cannot expand more than ${MAX_LEVELS} levels of a property. Property: ${path}` };
    if (!leads(root, members)) return { param: 'expand', message: `This property cannot be expanded (${path}).${hint(root, path, members)}` };
  }
  return undefined;
}

function leads(node: ExpandableNode, [member = '', ...rest]: readonly string[]): boolean {
  if (!Object.hasOwn(node, member)) return false;
  return rest.length === 0 || (node[member] ?? []).some((target) => leads(nodeOf(target), rest));
}

function nodeOf(target: string | ExpandableNode): ExpandableNode {
  return typeof target === 'string' ? (EXPANDABLE.objects[target] ?? {}) : target;
}

/** Of a list it is the items that are meant. */
function hint(root: ExpandableNode, path: string, members: readonly string[]): string {
  return leads(root, ['data', ...members]) ? ` You may want to try expanding 'data.${path}' instead.` : '';
}
