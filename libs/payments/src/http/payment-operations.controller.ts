import { Body, Controller, Get, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, Operation, type Principal } from '@plumbline/common';
import { PROBLEMS } from '@plumbline/problems';
import { ResolveDifference } from '../use-cases/books/resolve-difference.js';
import { ReadPaymentState } from '../use-cases/payment-state.js';
import { type PaymentSwitch, PaymentSwitches } from '../use-cases/payment-switches.js';
import { PaymentStateDto, PaymentSwitchesDto, type PaymentSwitchDto, ResolveLedgerDifferenceDto, SetPaymentSwitchDto } from './payment-operations.dto.js';

/** What of payments needs eyes, and the switches that stop them. */
@ApiTags('operations')
@Controller('operations')
export class PaymentOperationsController {
  constructor(
    private readonly state: ReadPaymentState,
    private readonly switches: PaymentSwitches,
    private readonly resolve: ResolveDifference,
  ) {}

  @Operation('operations.getPaymentState', { summary: 'What of payments is unsettled, parked, different, held, disputed or owed', description: 'The 50 oldest of each; the metrics count all.', response: PaymentStateDto })
  @Get('payment-state')
  async readState(): Promise<PaymentStateDto> {
    const { switches, operations, events, backlog, differences, authorisations, disputes, warnings, shares } = await this.state.execute();
    return {
      switches: switches.map(viewOf),
      operations: operations.map(({ id, paymentId, kind, state, at, takenUp = 0, onlyLookedFor }) => ({ id, paymentId, kind, state, at: at.toISOString(), takenUp, ...(onlyLookedFor === undefined ? {} : { onlyLookedFor }) })),
      events: events.map(({ _id: id, type, state, objectId, reason = '', attempts, receivedAt, dueAt }) => ({ id, type, state, objectId, reason, attempts, receivedAt: receivedAt.toISOString(), ...(dueAt === undefined ? {} : { dueAt: dueAt.toISOString() }) })),
      backlog: { count: backlog.count, ...(backlog.oldestReceivedAt === undefined ? {} : { oldestReceivedAt: backlog.oldestReceivedAt.toISOString() }) },
      differences: differences.map(({ _id: id, kind, paymentId, currency, moved, booked, foundAt }) => ({ id, kind, currency, ...(paymentId === undefined ? {} : { paymentId }), ...(moved === undefined ? {} : { moved }), ...(booked === undefined ? {} : { booked }), foundAt: foundAt.toISOString() })),
      authorisations: authorisations.map(({ authorisedAt, captureBefore, ...facts }) => ({ ...facts, authorisedAt: authorisedAt.toISOString(), ...(captureBefore === undefined ? {} : { captureBefore: captureBefore.toISOString() }) })),
      disputes: disputes.map(({ id, paymentId, amount, currency, reason, evidenceDueBy, answeredAt }) => ({ id, paymentId, amount, currency, reason, ...(evidenceDueBy === undefined ? {} : { evidenceDueBy: evidenceDueBy.toISOString() }), ...(answeredAt === undefined ? {} : { answeredAt: answeredAt.toISOString() }) })),
      warnings: warnings.map(({ id, paymentId, type, at }) => ({ id, paymentId, type, at: at.toISOString() })),
      shares,
    };
  }

  @Operation('operations.getPaymentSwitches', { summary: 'Whether payments are taken and money goes to providers', response: PaymentSwitchesDto })
  @Get('payment-switches')
  async readSwitches(): Promise<PaymentSwitchesDto> {
    return { items: (await this.switches.all()).map(viewOf) };
  }

  @Operation('operations.setPaymentSwitch', {
    summary: 'Stop payments or transfers, or let them go on',
    description: 'Holds at once in every process, and outlives them. A new difference between the books and Stripe stops transfers by itself; only this lets them go on.',
    response: PaymentSwitchesDto,
    example: { name: 'transfers', on: false, reason: 'The bank asked us to.' },
  })
  @Put('payment-switches')
  async set(@Body() { name, on, reason }: SetPaymentSwitchDto, @Caller() { userId }: Principal): Promise<PaymentSwitchesDto> {
    return { items: (await this.switches.set(name, on, reason, userId)).map(viewOf) };
  }

  @Operation('operations.resolveLedgerDifference', {
    summary: 'Close a difference of the books that is explained',
    description: 'For one that does not go by itself, such as money that somebody moved in Stripe\'s dashboard. It is not opened again unless its amounts change. It moves nothing, books nothing and lets no transfers go: that is another decision.',
    status: 204,
    problems: [PROBLEMS.NOT_FOUND, PROBLEMS.STATE_CONFLICT],
  })
  @Post('ledger-differences/resolve')
  async resolveDifference(@Body() { id, reason }: ResolveLedgerDifferenceDto, @Caller() { userId }: Principal): Promise<void> {
    await this.resolve.execute(id, reason, userId);
  }
}

function viewOf({ changedAt, ...rest }: PaymentSwitch): PaymentSwitchDto {
  return { ...rest, ...(changedAt === undefined ? {} : { changedAt: changedAt.toISOString() }) };
}
