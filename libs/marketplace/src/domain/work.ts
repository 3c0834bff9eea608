/** One step of the work between the two sides: something was delivered, or sent back with what is missing. */
export interface WorkStep {
  readonly kind: 'delivered' | 'changes_requested';
  readonly at: Date;
  readonly by: string;
  /** Personal: what the provider says of it, or why the client sends it back. */
  readonly text: string;
  /** Where what was delivered can be fetched. */
  readonly links: readonly string[];
}

/** A delivery with the client's word on it, if it was sent back. */
export interface Delivery {
  readonly deliveredAt: Date;
  readonly note: string;
  readonly links: readonly string[];
  readonly changesRequested?: { readonly at: Date; readonly reason: string };
}

export const LINKS_PER_DELIVERY = 20;
export const DELIVERIES = 50;
/** Each delivery may be sent back once. */
export const WORK_STEPS = DELIVERIES * 2;

/** The deliveries, in order; what was sent back stands with the delivery that it is about. */
export function deliveriesOf(steps: readonly WorkStep[]): readonly Delivery[] {
  const deliveries: Delivery[] = [];
  for (const { kind, at, text, links } of steps) {
    const last = deliveries.at(-1);
    if (kind === 'delivered') deliveries.push({ deliveredAt: at, note: text, links });
    else if (last !== undefined) deliveries[deliveries.length - 1] = { ...last, changesRequested: { at, reason: text } };
  }
  return deliveries;
}
