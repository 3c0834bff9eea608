import { Injectable } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { Database, duplicateKeyIndex, EVERYTHING, LiveCache } from '@plumbline/database';
import { Problem } from '@plumbline/problems';
import { PAYMENT_SWITCHES } from '../data/indexes.js';
import { type SwitchName, SWITCHES } from '../data/payment-switch.schema.js';
import { PaymentSwitchesRepository } from '../data/payment-switches.repository.js';
import { PAYMENT_PROBLEMS } from '../domain/problems.js';
import { TransferGate } from './transfer-gate.js';

const ALL = 'all';
const SYSTEM = 'system';

export interface PaymentSwitch {
  readonly name: SwitchName;
  readonly on: boolean;
  /** Absent while nobody has touched it. */
  readonly reason?: string;
  readonly changedBy?: string;
  readonly changedAt?: Date;
}

/**
 * What is stopped with one movement of the hand: taking payments, and sending money to providers. Kept in memory and kept true in every
 * process by a change stream.
 */
@Injectable()
export class PaymentSwitches extends TransferGate {
  readonly #cache: LiveCache<typeof ALL, readonly PaymentSwitch[]>;

  constructor(
    private readonly switches: PaymentSwitchesRepository,
    private readonly clock: Clock,
    database: Database,
  ) {
    super();
    this.#cache = new LiveCache(database, { collection: PAYMENT_SWITCHES, capacity: 1, keysOf: () => [ALL] });
  }

  /** @throws Problem DEPENDENCY_DOWN */
  async all(): Promise<readonly PaymentSwitch[]> {
    return this.#cache.get(ALL, async () => {
      const touched = await this.switches.find(EVERYTHING, {}, ['on', 'reason', 'changedBy', 'changedAt'], { limit: SWITCHES.length });
      return SWITCHES.map((name) => {
        const found = touched.find(({ _id }) => _id === name);
        return found === undefined ? { name, on: true } : { name, on: found.on, reason: found.reason, changedBy: found.changedBy, changedAt: found.changedAt };
      });
    });
  }

  /** @throws Problem DEPENDENCY_DOWN */
  async isOn(wanted: SwitchName): Promise<boolean> {
    return (await this.all()).every(({ name, on }) => name !== wanted || on);
  }

  /** Whether money goes to providers. */
  override isOpen(): Promise<boolean> {
    return this.isOn('transfers');
  }

  /** @throws Problem PAYMENTS_OFF */
  async refuseWhenOff(): Promise<void> {
    if (!(await this.isOn('payments'))) throw new Problem(PAYMENT_PROBLEMS.PAYMENTS_OFF);
  }

  /** @param by a person's id. @param reason shown to admins alone. */
  async set(name: SwitchName, on: boolean, reason: string, by: string): Promise<readonly PaymentSwitch[]> {
    const set = { on, reason, changedBy: by, changedAt: this.clock.now() };
    // What an admin wrote may be about a person; that it was switched, by whom and which way, is what others are told.
    const events = [{ type: `payment_switch.${on ? 'on' : 'off'}`, data: { switch: name }, actor: by }];
    try {
      await this.switches.insert(EVERYTHING, { _id: name, ...set }, events);
    } catch (error) {
      if (duplicateKeyIndex(error) !== '_id_') throw error;
      await this.switches.update(EVERYTHING, name, { set, events }, []);
    }
    this.#cache.invalidate(ALL);
    return this.all();
  }

  /** Stops all transfers by the system's own decision, until an admin lets them go again. @returns whether it was this that stopped them. */
  async freezeTransfers(reason: string): Promise<boolean> {
    if (!(await this.isOn('transfers'))) return false;
    await this.set('transfers', false, reason, SYSTEM);
    return true;
  }
}
