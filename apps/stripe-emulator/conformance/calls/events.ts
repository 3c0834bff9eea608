import type { Calls } from '../comparison.ts';

/** Events: everything that the other calls have set off is there by now, and each snapshot is held against its own schema. */
export async function callEvents({ both, alone, refused }: Calls): Promise<void> {
  const { data } = await both('events', (stripe) => stripe.events.list({ limit: 1 }));
  const [event] = data;
  if (!event) throw new Error('There are no events.');
  await both('an event', (stripe) => stripe.events.retrieve(event.id));
  await both('events of a type', (stripe) => stripe.events.list({ type: 'payment_intent.succeeded', limit: 1 }));
  await both('events of a connected account', async (stripe) => {
    const [account] = (await stripe.accounts.list({ limit: 1 })).data;
    return stripe.events.list({ type: 'account.updated', limit: 1 }, account ? { stripeAccount: account.id } : {});
  });
  await both('events of several types', (stripe) => stripe.events.list({ types: ['charge.refunded', 'charge.captured'], created: { gte: 1 }, limit: 2 }));
  await both('events that were delivered', (stripe) => stripe.events.list({ delivery_success: true }));
  await refused('an event that does not exist', { status: 404, code: 'resource_missing' }, (stripe) => stripe.events.retrieve('evt_nothing'));
  await alone('all events', async (stripe) => {
    const types = new Set<string>();
    for await (const { type } of stripe.events.list({ limit: 100 })) types.add(type);
    return types;
  });
}
