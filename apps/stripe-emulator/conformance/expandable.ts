import type { Expandable, ExpandableNode } from '../src/wire/expandable.ts';
import { answerSchema, type Document, type Schema } from './document.ts';
import { NEWER_EXPANDABLE } from './endive.ts';
import { OPERATIONS, UNPUBLISHED } from './operations.ts';
import { EXPANDED, otherWaysToPay } from './schemas.ts';

/**
 * What `expand` may name in the answers of each operation, as `src/wire/expandable.json` keeps it.
 * @param document Stripe's published one
 * @param source what it is and where it comes from
 */
export function deriveExpandable(document: Document, source: string): Expandable {
  const reader = new Reader(document);
  const operations: Record<string, string | ExpandableNode> = {};
  for (const operation of OPERATIONS) operations[operation] = reader.rootOf(answerSchema(document, operation));
  for (const { operation, as } of UNPUBLISHED) operations[operation] = reader.rootOf(answerSchema(document, as));
  return withoutDeadEnds({ source, operations, objects: reader.objects() });
}

class Reader {
  readonly #document: Document;
  readonly #otherWays: ReadonlySet<string>;
  readonly #known = new Map<string, ExpandableNode>();

  constructor(document: Document) {
    this.#document = document;
    this.#otherWays = otherWaysToPay(document);
  }

  /** Of an answer in several forms the first: the others are what is left of a deleted object. */
  rootOf(schema: Schema): string | ExpandableNode {
    return this.#targetsOf(schema)[0] ?? {};
  }

  objects(): Record<string, ExpandableNode> {
    return Object.fromEntries([...this.#known].sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  #nodeOf(schema: Schema, component?: string): ExpandableNode {
    const { properties = {} } = schema;
    const node: Record<string, ExpandableNode[string]> = {};
    for (const name of schema['x-expandableFields'] ?? []) {
      if (!this.#otherWays.has(name) || component === undefined) node[name] = this.#targetsOf(properties[name] ?? {});
    }
    for (const newer of NEWER_EXPANDABLE) if (newer.component === component) node[newer.name] = [];
    return node;
  }

  #targetsOf(schema: Schema): ExpandableNode[string] {
    if (schema.anyOf) return schema.anyOf.flatMap((form) => this.#targetsOf(form));
    if (schema.items) return this.#targetsOf(schema.items);
    if (schema.$ref === undefined) return schema.properties ? [this.#nodeOf(schema)] : [];
    const component = schema.$ref.replace('#/components/schemas/', '');
    const found = this.#document.components.schemas[component] ?? {};
    // An object that the emulator does not have can be named, and is null; nothing can be named below it.
    if (!EXPANDED.has(component) && found.properties?.['id'] && found.properties['object'] && !this.#isAnswered(component)) return [];
    if (!this.#known.has(component)) {
      this.#known.set(component, {});
      this.#known.set(component, this.#nodeOf(found, component));
    }
    return [component];
  }

  #isAnswered(component: string): boolean {
    return OPERATIONS.some((operation) => JSON.stringify(answerSchema(this.#document, operation)).includes(`"#/components/schemas/${component}"`));
  }
}

/** Nothing can be named below most parts of objects: they need not be told. */
function withoutDeadEnds({ source, operations, objects }: Expandable): Expandable {
  const kept = Object.fromEntries(Object.entries(objects).filter(([, node]) => Object.keys(node).length > 0));
  const shorten = (node: ExpandableNode): ExpandableNode =>
    Object.fromEntries(Object.entries(node).map(([member, targets]) => [member, targets.filter((target) => typeof target !== 'string' || kept[target]).map((target) => (typeof target === 'string' ? target : shorten(target)))]));
  const each = (nodes: Readonly<Record<string, ExpandableNode>>): Record<string, ExpandableNode> => Object.fromEntries(Object.entries(nodes).map(([name, node]) => [name, shorten(node)]));
  const roots = Object.fromEntries(Object.entries(operations).map(([operation, root]) => [operation, typeof root === 'string' ? root : shorten(root)]));
  return { source, operations: roots, objects: each(kept) };
}
