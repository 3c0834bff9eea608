/** Shorter texts are not worth a number that the reader has to look up. */
const WORTH_SHARING = 60;

/** How the nodes of a kind of tree hang together. */
export interface Grain<Node> {
  /** The same node with each child replaced. */
  readonly mapChildren: (node: Node, change: (child: Node) => Node) => Node;
  /** What stands in the place of a shared node. */
  readonly reference: (index: number) => Node;
}

/**
 * Writes each subtree that occurs more than once only once: Stripe repeats an address or a card's details a hundred times.
 * @returns the same trees, with references to entries of `shared`; entries refer only to earlier ones
 */
export function share<Node>(roots: Readonly<Record<string, Node>>, { mapChildren, reference }: Grain<Node>): { roots: Record<string, Node>; shared: Node[] } {
  const seen = new Map<string, number>();
  const count = (node: Node): Node => {
    const text = JSON.stringify(node);
    seen.set(text, (seen.get(text) ?? 0) + 1);
    // What lies below a repetition has been counted, and is written once with it.
    return seen.get(text) === 1 ? mapChildren(node, count) : node;
  };
  Object.values(roots).forEach(count);

  const shared: Node[] = [];
  const known = new Map<string, number>();
  const shrink = (node: Node): Node => {
    const text = JSON.stringify(node);
    const before = known.get(text);
    if (before !== undefined) return reference(before);
    const smaller = mapChildren(node, shrink);
    if ((seen.get(text) ?? 0) < 2 || text.length < WORTH_SHARING) return smaller;
    known.set(text, shared.length);
    shared.push(smaller);
    return reference(shared.length - 1);
  };
  return { roots: Object.fromEntries(Object.entries(roots).map(([name, tree]) => [name, shrink(tree)])), shared };
}
