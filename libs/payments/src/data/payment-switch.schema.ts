import { defineSchema, type Stored } from '@plumbline/database';

/** `payments`: new payments are taken. `transfers`: money goes to providers. */
export const SWITCHES = ['payments', 'transfers'] as const;
export type SwitchName = (typeof SWITCHES)[number];

/** A switch that somebody has touched, by its name; one that is not stored is on. */
export interface PaymentSwitchDocument extends Stored {
  readonly on: boolean;
  /** Of an admin, for admins. */
  readonly reason: string;
  /** A person's id, or `system`. */
  readonly changedBy: string;
  readonly changedAt: Date;
}

export const PAYMENT_SWITCH_SCHEMA = defineSchema<PaymentSwitchDocument>({
  on: { type: Boolean, required: true },
  reason: { type: String, required: true },
  changedBy: { type: String, required: true },
  changedAt: { type: Date, required: true },
});
