import { Flag, Instant, ListOf, Nested, OneOf, Text, Uuid, Whole } from '@plumbline/common';
import { DIFFERENCE_KINDS } from '../data/ledger-difference.schema.js';
import { SWITCHES, type SwitchName } from '../data/payment-switch.schema.js';
import { CURRENCIES } from '../domain/money.js';
import { OPERATION_KINDS } from '../domain/payment.js';
import { UNSENDABLE } from '../domain/sending.js';
import { OPERATION_STATES } from '../domain/states.js';

const SHOWN = { max: 50 } as const;
const ID = { max: 255, example: 'pi_3PgafTB7WZ01zgkW1' } as const;
const MINOR = { min: -99_999_999_999, max: 99_999_999_999 } as const;

export class SetPaymentSwitchDto {
  @OneOf(SWITCHES, { example: 'transfers', description: 'payments: new ones are taken. transfers: money goes to providers.' }) name!: SwitchName;
  @Flag({ description: 'false stops it at once, in every process.' }) on!: boolean;
  @Text({ min: 3, max: 500, trimmed: true, multiline: true, example: 'The bank asked us to.', description: 'For whoever looks next; admins alone see it.' }) reason!: string;
}

export class PaymentSwitchDto {
  @OneOf(SWITCHES, { example: 'transfers' }) name!: SwitchName;
  @Flag() on!: boolean;
  @Text({ max: 500, multiline: true, optional: true }) reason?: string;
  @Text({ max: 64, optional: true, description: 'A person\'s id, or `system`.' }) changedBy?: string;
  @Instant({ optional: true }) changedAt?: string;
}

export class PaymentSwitchesDto {
  @ListOf(() => PaymentSwitchDto, { max: 10 }) items!: readonly PaymentSwitchDto[];
}

export class UnsettledOperationDto {
  @Uuid() id!: string;
  @Uuid() paymentId!: string;
  @OneOf(OPERATION_KINDS, { example: 'intent.capture' }) kind!: string;
  @OneOf(OPERATION_STATES.states, { example: 'unknown', description: 'pending: it is being sent, or was by a process that died. unknown: no answer told what happened.' }) state!: string;
  @Instant({ description: 'When it was planned.' }) at!: string;
  @Whole({ min: 0, max: 1_000_000, example: 2, description: 'How often it was taken up in vain.' }) takenUp!: number;
  @OneOf(UNSENDABLE, { optional: true, example: 'key_expired', description: 'Why it is sent no more, only looked for. withdrawn: its payment is to be cancelled. payer_gone: a charge that was asked for more than an hour ago. key_expired: Stripe may have forgotten the key. Once its absence is proven, a charge is given up; everything else has a successor.' }) onlyLookedFor?: string;
}

export class ParkedEventDto {
  @Text({ ...ID, example: 'evt_1PgafTB7WZ01zgkW' }) id!: string;
  @Text({ max: 100, example: 'charge.dispute.created' }) type!: string;
  @Text({ ...ID, description: 'What it is about.' }) objectId!: string;
  @OneOf(['parked', 'given_up'], { example: 'parked', description: 'parked: it is tried again. given_up: it bears ids of ours, and what it is about was not found for three days.' }) state!: string;
  @Text({ max: 50, example: 'no_payment', description: 'Why it waits.' }) reason!: string;
  @Whole({ min: 0, max: 1_000_000, example: 3 }) attempts!: number;
  @Instant() receivedAt!: string;
  @Instant({ optional: true, description: 'When it is tried again.' }) dueAt?: string;
}

export class EventBacklogDto {
  @Whole({ min: 0, max: 10_000, example: 0 }) count!: number;
  @Instant({ optional: true }) oldestReceivedAt?: string;
}

export class LedgerDifferenceDto {
  @Text({ ...ID, example: 'refund:re_3PgafTB7WZ01zgkW1' }) id!: string;
  @OneOf(DIFFERENCE_KINDS, { example: 'no_entry', description: 'no_entry: money moved that is not booked. no_movement: booked, and nothing moved. amount: both, and they differ. currency: moved in another one than was booked, since the account does not settle in that of the payment. Between a payment and its journal: unbalanced, differs, surplus, out_of_order.' }) kind!: string;
  @Uuid({ optional: true }) paymentId?: string;
  @Text({ min: 3, max: 3, example: 'USD' }) currency!: string;
  @Whole({ ...MINOR, optional: true, example: -2_000, description: 'What moved at Stripe, minor units.' }) moved?: number;
  @Whole({ ...MINOR, optional: true, example: -2_500, description: 'What the books say, minor units.' }) booked?: number;
  @Instant() foundAt!: string;
}

export class ResolveLedgerDifferenceDto {
  @Text({ ...ID, min: 3, example: 'refund:re_3PgafTB7WZ01zgkW1' }) id!: string;
  @Text({ min: 3, max: 500, trimmed: true, multiline: true, example: 'Refunded in the dashboard for a client of our old shop.', description: 'Why it is there; for whoever looks next, admins alone.' }) reason!: string;
}

export class HeldAuthorisationDto {
  @Uuid() paymentId!: string;
  @Whole({ min: 0, max: 99_999_999, example: 50_000 }) amount!: number;
  @OneOf(CURRENCIES, { example: 'USD' }) currency!: string;
  @Instant() authorisedAt!: string;
  @Instant({ optional: true, description: 'Behind it the issuer lets it go.' }) captureBefore?: string;
}

export class OpenDisputeDto {
  @Text({ ...ID, example: 'du_1MtJUT2eZvKYlo2CNaw2HvEv' }) id!: string;
  @Uuid() paymentId!: string;
  @Whole({ min: 0, max: 99_999_999, example: 50_000 }) amount!: number;
  @OneOf(CURRENCIES, { example: 'USD' }) currency!: string;
  @Text({ max: 100, example: 'product_not_received' }) reason!: string;
  @Instant({ optional: true, description: 'Until then the bank takes evidence.' }) evidenceDueBy?: string;
  @Instant({ optional: true }) answeredAt?: string;
}

export class OpenWarningDto {
  @Text({ ...ID, example: 'issfr_1PgafTB7WZ01zgkW' }) id!: string;
  @Uuid() paymentId!: string;
  @Text({ max: 100, example: 'made_with_stolen_card' }) type!: string;
  @Instant() at!: string;
}

export class StuckShareDto {
  @Uuid() paymentId!: string;
  @OneOf(['owed', 'given_up', 'refund_given_up'], { example: 'owed', description: 'owed: the provider owes us. given_up: its transfer was refused too often. refund_given_up: the work is cancelled, and what was paid for it could not be given back to the payer.' }) trouble!: string;
  @Uuid() providerBusinessId!: string;
  @Whole({ min: 0, max: 99_999_999, example: 46_000 }) amount!: number;
  @OneOf(CURRENCIES, { example: 'USD' }) currency!: string;
}

export class PaymentStateDto {
  @ListOf(() => PaymentSwitchDto, { max: 10 }) switches!: readonly PaymentSwitchDto[];
  @ListOf(() => UnsettledOperationDto, SHOWN) operations!: readonly UnsettledOperationDto[];
  @ListOf(() => ParkedEventDto, SHOWN) events!: readonly ParkedEventDto[];
  @Nested(() => EventBacklogDto, { description: 'Events that were taken in and have had no effect yet, counted up to 10,000.' }) backlog!: EventBacklogDto;
  @ListOf(() => LedgerDifferenceDto, SHOWN) differences!: readonly LedgerDifferenceDto[];
  @ListOf(() => HeldAuthorisationDto, SHOWN) authorisations!: readonly HeldAuthorisationDto[];
  @ListOf(() => OpenDisputeDto, SHOWN) disputes!: readonly OpenDisputeDto[];
  @ListOf(() => OpenWarningDto, { ...SHOWN, description: 'Early-fraud warnings that were neither refunded nor disputed.' }) warnings!: readonly OpenWarningDto[];
  @ListOf(() => StuckShareDto, { ...SHOWN, description: 'Shares that do not go their way by themselves, to providers or back to payers.' }) shares!: readonly StuckShareDto[];
}
