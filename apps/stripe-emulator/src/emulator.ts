import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { emulatorDoor } from './doors/emulator-doors.ts';
import { Faults } from './doors/faults.ts';
import { RequestLog } from './doors/request-log.ts';
import { StripeRefusal } from './errors.ts';
import { Front } from './front.ts';
import { LivingWorld } from './living-world.ts';
import { challengePage } from './pages/challenge-page.ts';
import { onboardingPage } from './pages/onboarding-page.ts';
import { receiptPage } from './pages/receipt-page.ts';
import { ROUTES } from './routes.ts';
import { httpServer } from './server.ts';
import { Journal } from './store/journal.ts';
import type { Endpoint } from './webhooks/endpoints.ts';
import { Api, type CheckParameters } from './wire/api.ts';
import { checkExpand } from './wire/expandable.ts';
import { Idempotency } from './wire/idempotency.ts';
import { checkParameters } from './wire/parameters.ts';
import { Params } from './wire/params.ts';
import { Router } from './wire/router.ts';

export interface EmulatorOptions {
  /** 0 takes a free one. */
  readonly port?: number;
  readonly host?: string;
  /** Folder of the journal; without one nothing outlives the process. */
  readonly data?: string;
  readonly webhooks?: readonly Endpoint[];
  /** Address under which browsers reach it, without a slash at its end; where it listens unless given. */
  readonly publicUrl?: string;
}

/** A running emulator. */
export interface RunningEmulator {
  /** Without a slash at its end. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Ends it: what was answered is in the journal. */
  close(): Promise<void>;
}

const HOURLY_MS = 3_600_000;

/** Operations under the names of Stripe's document, `POST /v1/customers/{customer}`. */
const OPERATIONS = new Map(ROUTES.map(({ method, path }) => [`${method} ${path}`, `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`]));

const check: CheckParameters = ({ method, path }, fields) => {
  const operation = OPERATIONS.get(`${method} ${path}`) ?? '';
  const refused = checkParameters(operation, fields) ?? checkExpand(operation, new Params(fields).texts('expand') ?? []);
  return refused && new StripeRefusal(400, { type: 'invalid_request_error', ...refused }, false);
};

/** Starts an emulator. @throws Error of the system, such as EADDRINUSE */
export async function startEmulator(options: EmulatorOptions = {}): Promise<RunningEmulator> {
  const world = new LivingWorld(options.data === undefined ? undefined : new Journal(options.data));
  world.webhooks.endpoints = options.webhooks ?? [];
  await world.open();
  const idempotency = new Idempotency(world.store);
  const api = new Api(world, new Router(ROUTES), idempotency, world, check);
  const parts = { world, api, idempotency, faults: new Faults(), log: new RequestLog() };
  const front = new Front(parts, [challengePage, onboardingPage, receiptPage, emulatorDoor]);
  const server = httpServer(front);
  server.listen(options.port ?? 0, options.host ?? '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    await world.close();
    throw error;
  }
  const { address, port } = server.address() as AddressInfo;
  const url = `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
  world.baseUrl = options.publicUrl ?? url;
  world.webhooks.wake();
  const sweeper = setInterval(() => {
    world.forgetOld();
    world.commit();
  }, HOURLY_MS).unref();
  return {
    url, host: address, port,
    close: async () => {
      clearInterval(sweeper);
      server.close();
      server.closeAllConnections();
      await world.close();
    },
  };
}
