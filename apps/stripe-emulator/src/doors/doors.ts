import type { EmulatorParts } from '../parts.ts';
import { raiseDispute } from '../objects/disputes.ts';
import { raiseEarlyFraudWarning } from '../objects/early-fraud-warnings.ts';
import { keepAccount } from '../objects/accounts.ts';
import { withNothingDue, withRequirements } from '../objects/requirements.ts';
import { type Endpoint, NO_WEBHOOK_FAULTS } from '../webhooks/endpoints.ts';
import { instantOf } from './instants.ts';
import type { Fault } from './faults.ts';
import { BadDoorRequest, DoorBody } from './json.ts';

/** Answers a door's request: what it returns is sent as JSON. */
export type Door = (parts: EmulatorParts, body: unknown, query: URLSearchParams) => object | Promise<object>;

/** What a test may do to the emulator, by method and path under `/_emulator`. */
export const DOORS: Readonly<Record<string, Door>> = {
  'GET /faults': ({ faults }) => ({ faults: faults.armed }),
  'POST /faults': ({ faults }, body) => {
    faults.add((Array.isArray(body) ? body : [body]).map(faultOf));
    return { faults: faults.armed };
  },
  'DELETE /faults': ({ faults }) => {
    faults.clear();
    return { faults: [] };
  },
  'GET /webhooks': webhookState,
  'POST /webhooks': setWebhooks,
  'POST /webhooks/flush': async (parts) => {
    await parts.world.webhooks.flush();
    return webhookState(parts);
  },
  'GET /clock': time,
  'POST /clock': (parts, body) => {
    parts.world.advance(instantOf(new DoorBody(body, ['advance', 'at']), parts.world.clock.now()));
    return time(parts);
  },
  'GET /state': ({ world, log }) => ({
    counts: Object.fromEntries([...world.store.collections()].map(([name, collection]) => [name, collection.size])),
    requests: log.total, webhooksWaiting: world.webhooks.waiting, now: new Date(world.clock.now()).toISOString(),
  }),
  'DELETE /state': ({ world, faults, log }) => {
    world.reset();
    faults.clear();
    log.clear();
    world.webhooks.faults = NO_WEBHOOK_FAULTS;
    return { cleared: true };
  },
  'GET /requests': ({ log }, _body, query) => {
    const [path, method, key] = [query.get('path'), query.get('method'), query.get('idempotencyKey')];
    const requests = log.latest(Number(query.get('limit') ?? 100), (request) => (path === null || request.path.startsWith(path)) && (method === null || request.method === method) && (key === null || request.idempotencyKey === key));
    return { total: log.total, requests };
  },
  'POST /accounts/requirements': setRequirements,
  'POST /disputes': ({ world }, body) => {
    raiseDispute(world, existingCharge(world, body));
    world.commit();
    world.webhooks.wake();
    return { raised: true };
  },
  'POST /early-fraud-warnings': ({ world }, body) => {
    raiseEarlyFraudWarning(world, existingCharge(world, body));
    world.commit();
    world.webhooks.wake();
    return { raised: true };
  },
};

function time({ world }: EmulatorParts): object {
  return { now: new Date(world.clock.now()).toISOString(), offsetMs: world.clock.offsetMs };
}

function existingCharge(world: EmulatorParts['world'], body: unknown): string {
  const id = new DoorBody(body, ['charge']).text('charge');
  if (!world.store.charges.get(id)?.captured) throw new BadDoorRequest(`There is no captured charge ${id}.`);
  return id;
}

function faultOf(value: unknown): Fault {
  const body = new DoorBody(value, ['match', 'action', 'ms', 'status', 'executed', 'times']);
  const match = new DoorBody(body.raw('match') ?? {}, ['method', 'path', 'nth']);
  const action = body.choice('action', ['drop', 'error', 'reset', 'slow']);
  const status = body.number('status', 500, { min: 429, max: 599 });
  if (status > 429 && status < 500) throw new BadDoorRequest('status must be 429, or 500 to 599.');
  return {
    method: match.text('method', '*').toUpperCase(), path: match.text('path', '/**'), skip: match.number('nth', 1, { min: 1 }) - 1, action, status,
    ms: body.number('ms', 1000, { max: 600_000 }), executed: body.flag('executed', false), times: body.number('times', 1, { min: 1 }),
  };
}

function webhookState({ world }: EmulatorParts): object {
  const { endpoints, faults, waiting } = world.webhooks;
  return { ...faults, endpoints: endpoints.map(({ url }) => ({ url })), waiting };
}

function setWebhooks(parts: EmulatorParts, value: unknown): object {
  const body = new DoorBody(value, ['delayMs', 'duplicate', 'shuffle', 'drop', 'dropNext', 'paused', 'endpoints']);
  const { webhooks } = parts.world;
  const before = webhooks.faults;
  if (body.has('endpoints')) webhooks.endpoints = endpointsOf(body.raw('endpoints'));
  webhooks.faults = {
    delayMs: body.number('delayMs', before.delayMs, { max: 3_600_000 }), duplicate: body.number('duplicate', before.duplicate, { max: 1000 }), shuffle: body.number('shuffle', before.shuffle, { max: 100_000 }),
    drop: body.number('drop', before.drop, { max: 1 }), dropNext: body.number('dropNext', before.dropNext), paused: body.flag('paused', before.paused),
  };
  return webhookState(parts);
}

function endpointsOf(value: unknown): Endpoint[] {
  if (!Array.isArray(value)) throw new BadDoorRequest('endpoints must be a list of {url, secret}.');
  return value.map((each: unknown) => {
    const body = new DoorBody(each, ['url', 'secret']);
    const url = body.text('url');
    if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) throw new BadDoorRequest(`${url} is not an address of http or https.`);
    return { url, secret: body.text('secret') };
  });
}

function setRequirements({ world }: EmulatorParts, value: unknown): object {
  const body = new DoorBody(value, ['account', 'currentlyDue', 'pastDue', 'disabledReason', 'currentDeadline', 'complete']);
  const account = world.store.accounts.get(body.text('account'));
  if (!account) throw new BadDoorRequest(`There is no account ${body.text('account')}.`);
  const after = body.flag('complete', false)
    ? withNothingDue(account, world.clock.seconds())
    : withRequirements(account, { currentlyDue: body.texts('currentlyDue'), pastDue: body.texts('pastDue'), disabledReason: body.has('disabledReason') ? body.text('disabledReason') : null, currentDeadline: body.has('currentDeadline') ? body.number('currentDeadline', 0) : null });
  const kept = keepAccount(world, account, after);
  world.commit();
  world.webhooks.wake();
  return { requirements: kept.requirements, capabilities: kept.capabilities, payouts_enabled: kept.payouts_enabled };
}
