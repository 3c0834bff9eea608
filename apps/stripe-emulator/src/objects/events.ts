import { invalid, noSuch } from '../errors.ts';
import type { StripeEvent } from '../records/events.ts';
import { pageOf } from '../wire/lists.ts';
import type { Call, Route } from '../world.ts';

export const EVENT_DAYS = 30;

export const eventRoutes: readonly Route[] = [
  { method: 'GET', path: '/v1/events', handle: list },
  { method: 'GET', path: '/v1/events/:id', handle: retrieve },
];

function retrieve({ world, path }: Call): StripeEvent {
  const event = world.store.events.get(path['id'] ?? '');
  if (!event) throw noSuch('event', path['id'] ?? '', 'id');
  return event;
}

/** Without `Stripe-Account` the platform's own events; with it those of that account alone, which only Connect webhooks tell the platform. */
function list(call: Call): object {
  const { params, world, account } = call;
  const { events } = world.store;
  const [type, types] = [params.text('type'), params.texts('types')];
  if (type !== undefined && types) throw invalid('You may only specify one of these parameters: type, types.', 'types', 'parameters_exclusive');
  if (types && types.length > 20) throw invalid('You may specify at most 20 types.', 'types');
  const success = params.flag('delivery_success');
  const patterns = types ?? (type === undefined ? undefined : [type]);
  const wanted = patterns && [...new Set(patterns.flatMap((pattern) => typesOf(events.keys('type'), pattern)))];
  const sources = account !== null ? [events.entries('account', account)] : (wanted?.map((each) => events.entries('type', each)) ?? [events.entries()]);
  return pageOf(call, events, sources, (event) => (event.account ?? null) === account && (wanted?.includes(event.type) ?? true) && (success === undefined || success === (event.pending_webhooks === 0)));
}

/** `charge.*` stands for every type that begins so. */
function typesOf(known: readonly string[], pattern: string): string[] {
  return pattern.endsWith('*') ? known.filter((type) => type.startsWith(pattern.slice(0, -1))) : [pattern];
}
