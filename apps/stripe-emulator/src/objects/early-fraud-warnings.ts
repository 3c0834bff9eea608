import { noSuch } from '../errors.ts';
import { newId } from '../ids.ts';
import type { EarlyFraudWarning } from '../records/money.ts';
import { pageOf } from '../wire/lists.ts';
import type { Call, Route, World } from '../world.ts';

export const earlyFraudWarningRoutes: readonly Route[] = [
  { method: 'GET', path: '/v1/radar/early_fraud_warnings', handle: list },
  { method: 'GET', path: '/v1/radar/early_fraud_warnings/:early_fraud_warning', handle: retrieve },
];

/** The issuer tells that a charge may be fraud. */
export function raiseEarlyFraudWarning(world: World, chargeId: string): void {
  const charge = world.store.charges.get(chargeId);
  if (!charge) return;
  const warning: EarlyFraudWarning = {
    id: newId('issfr'), object: 'radar.early_fraud_warning', actionable: !charge.refunded && !charge.disputed, charge: charge.id, created: world.clock.seconds(),
    fraud_type: 'made_with_stolen_card', livemode: false, payment_intent: charge.payment_intent,
  };
  world.store.save(world.store.earlyFraudWarnings, warning);
  world.emit('radar.early_fraud_warning.created', warning);
}

/** Nothing is left to do about a warning once its charge is refunded in full or disputed. */
export function noLongerActionable(world: World, chargeId: string): void {
  const charge = world.store.charges.get(chargeId);
  if (!charge?.refunded && !charge?.disputed) return;
  for (const { value: warning } of world.store.earlyFraudWarnings.entries('charge', chargeId)) {
    if (!warning.actionable) continue;
    const after = world.store.save(world.store.earlyFraudWarnings, { ...warning, actionable: false });
    world.emit('radar.early_fraud_warning.updated', after, { actionable: true });
  }
}

function retrieve({ world, path }: Call): EarlyFraudWarning {
  const id = path['early_fraud_warning'] ?? '';
  const warning = world.store.earlyFraudWarnings.get(id);
  if (!warning) throw noSuch('early fraud warning', id, 'early_fraud_warning');
  return warning;
}

function list(call: Call): object {
  const { params, world } = call;
  const { earlyFraudWarnings } = world.store;
  const [charge, intent] = [params.text('charge'), params.text('payment_intent')];
  const source = charge !== undefined ? earlyFraudWarnings.entries('charge', charge) : earlyFraudWarnings.entries('payment_intent', intent);
  return pageOf(call, earlyFraudWarnings, [source], (warning) => intent === undefined || warning.payment_intent === intent);
}
