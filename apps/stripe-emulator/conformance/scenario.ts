import { ROUTES } from '../src/routes.ts';
import { operationOfRoute } from '../src/wire/parameters.ts';
import { callBalance, callDisputes, callRefunds } from './calls/after-payment.ts';
import { callCards, callLater } from './calls/cards.ts';
import { callConnect } from './calls/connect.ts';
import { callCardTokens, callCustomers, callTokens } from './calls/customers.ts';
import { callEvents } from './calls/events.ts';
import { callPayments } from './calls/payments.ts';
import type { Calls } from './comparison.ts';
import { ALL_OPERATIONS } from './operations.ts';

/** What is called, in this order: events last, when all that they tell of has happened. */
export const PARTS: readonly (readonly [name: string, call: (calls: Calls) => Promise<void>])[] = [
  ['customers', callCustomers],
  ['confirmation tokens', callTokens],
  ['tokens', callCardTokens],
  ['payments', callPayments],
  ['refunds', callRefunds],
  ['disputes', callDisputes],
  ['balance', callBalance],
  ['connected accounts', callConnect],
  ['test cards', callCards],
  ['what time brings', callLater],
  ['events', callEvents],
];

/** Routes of the emulator that no operation stands for: nobody would notice what they answer. */
export function unlistedRoutes(): string[] {
  const known = new Set<string>(ALL_OPERATIONS);
  return ROUTES.filter((route) => !known.has(operationOfRoute(route) ?? '')).map(({ method, path }) => `${method} ${path}`);
}
