import { type Count, countSettled, countStill } from '../../gather/counting.ts';
import type { Lab } from '../../gather/lab.ts';
import { Inapplicable } from '../../gather/unavailable.ts';
import { deliverAll, eventsOf } from '../../gather/webhooks.ts';
import { probingCheck } from '../../judge/check.ts';
import { type Finding, notAvailable, verdictOf } from '../../judge/outcome.ts';
import type { WebhookTarget } from '../../target/target-file.ts';
import { countedWebhooksOf } from './webhook-targets.ts';

/** What arrived before its time may be parked and tried again. */
const PATIENCE_MS = 12_000;

interface Told {
  readonly order: string;
  readonly changed: number;
  readonly exchange: string;
}

interface Shuffled {
  readonly path: string;
  /** As they happened first, then shuffled. */
  readonly told: readonly Told[];
}

/** Orders that are the same in each run: a finding must come again. */
const ORDERS: readonly { readonly name: string; readonly of: (bodies: readonly string[]) => readonly string[] }[] = [
  { name: 'as they happened', of: (bodies) => bodies },
  { name: 'in reverse', of: (bodies) => bodies.toReversed() },
  { name: 'the first one last', of: (bodies) => [...bodies.slice(1), ...bodies.slice(0, 1)] },
];

async function shuffle(lab: Lab, webhook: WebhookTarget & Required<Pick<WebhookTarget, 'effect'>>): Promise<Shuffled> {
  const told: Told[] = [];
  let before: Count = await countStill(lab, webhook.effect);
  // Of two there is one other order.
  for (const { name, of } of webhook.events.length === 2 ? ORDERS.slice(0, 2) : ORDERS) {
    await deliverAll(lab, webhook, of(eventsOf(lab.mask, webhook, lab.samples.variables)));
    const after = await countSettled(lab, webhook.effect, before, PATIENCE_MS);
    told.push({ order: name, changed: after.value - before.value, exchange: after.exchange });
    before = after;
  }
  return { path: webhook.path, told };
}

export const webhookOrder = probingCheck({
  meta: {
    id: 'payments.webhook-order',
    title: 'Events in any order have the same effect',
    mode: 'active',
    severity: 'P1',
    why: 'Providers do not keep the order: whoever drops or overwrites what came early loses payments, or moves them back.',
    how: `The events of the target file are told as they happened, then of further objects in reverse, then with the first one last; what is refused is delivered again behind the others, as from the provider. Each telling must change the count by the same within ${PATIENCE_MS / 1_000} s.`,
    mend: 'Order states by rank and never move back; park an event of an object that is not known yet, or ask the provider for the object\'s present state, in place of dropping it.',
    sources: ['https://docs.stripe.com/webhooks#event-ordering'],
  },
  needs: ['document'],
  turn: 1,
  probe: async (lab): Promise<readonly Shuffled[]> => {
    const counted = countedWebhooksOf(lab);
    const many = counted.filter(({ events }) => events.length > 1);
    if (many.length === 0) throw new Inapplicable(`Each of the ${counted.length} webhooks of the target file tells one event, which has no order.`);
    const shuffled: Shuffled[] = [];
    for (const webhook of many) shuffled.push(await shuffle(lab, webhook));
    return shuffled;
  },
  judge: (_, shuffled) => {
    const dumb = shuffled.find(({ told: [first] }) => first === undefined || first.changed === 0);
    if (dumb !== undefined) return notAvailable(`Events of POST ${dumb.path} that were told as they happened did not change the count (${dumb.told[0]?.exchange ?? 'not told'}): give them a \`{{unique}}\` object of their own, or correct \`webhooks[].effect\`.`);
    const findings = shuffled.flatMap(({ path, told }) => told.filter(({ changed }) => changed !== told[0]?.changed).map(({ order, changed, exchange }): Finding => ({ subject: `POST ${path}`, problem: `told ${order} the events changed the count by ${changed}, as they happened by ${told[0]?.changed ?? 0}`, exchange })));
    return verdictOf({ count: shuffled.reduce((sum, { told }) => sum + told.length, 0), of: 'tellings' }, shuffled.flatMap(({ path, told }) => told.map(({ order, changed, exchange }) => ({ text: `POST ${path}, ${order}: changed the count by ${changed}`, exchange }))), findings);
  },
});
