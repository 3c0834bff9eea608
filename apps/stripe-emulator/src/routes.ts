import { accountLinkRoutes } from './objects/account-links.ts';
import { accountRoutes } from './objects/accounts.ts';
import { balanceRoutes } from './objects/balance.ts';
import { chargeRoutes } from './objects/charges.ts';
import { confirmationTokenRoutes } from './objects/confirmation-tokens.ts';
import { customerRoutes } from './objects/customers.ts';
import { disputeRoutes } from './objects/disputes.ts';
import { earlyFraudWarningRoutes } from './objects/early-fraud-warnings.ts';
import { eventRoutes } from './objects/events.ts';
import { paymentIntentRoutes } from './objects/payment-intents.ts';
import { paymentMethodRoutes } from './objects/payment-methods.ts';
import { refundRoutes } from './objects/refunds.ts';
import { reversalRoutes } from './objects/reversals.ts';
import { tokenRoutes } from './objects/tokens.ts';
import { transferRoutes } from './objects/transfers.ts';
import type { Route } from './world.ts';

/** Every operation of Stripe's that the emulator has. */
export const ROUTES: readonly Route[] = [
  ...accountLinkRoutes, ...accountRoutes, ...balanceRoutes, ...chargeRoutes, ...confirmationTokenRoutes, ...customerRoutes, ...disputeRoutes, ...earlyFraudWarningRoutes, ...eventRoutes, ...paymentIntentRoutes, ...paymentMethodRoutes, ...refundRoutes,
  ...reversalRoutes, ...tokenRoutes, ...transferRoutes,
];
