import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DEMO_PROVIDER_ID } from '@plumbline/businesses';
import { Caller, DEFAULT_PAGE_SIZE, Operation, type Principal } from '@plumbline/common';
import { PROBLEMS } from '@plumbline/problems';
import { PAYMENT_PROBLEMS } from '../domain/problems.js';
import { GetPayoutAccount } from '../use-cases/get-payout-account.js';
import { ListPayouts } from '../use-cases/list-payouts.js';
import { StartOnboarding } from '../use-cases/start-onboarding.js';
import { OnboardingDto, OnboardingLinkDto, PayoutAccountDto, PayoutAccountQuery, PayoutListQuery, PayoutPageDto } from './after-sale.dto.js';

/** How providers are paid. */
@ApiTags('payouts')
@Controller('payouts')
export class PayoutsController {
  constructor(
    private readonly startOnboarding: StartOnboarding,
    private readonly getAccount: GetPayoutAccount,
    private readonly listPayouts: ListPayouts,
  ) {}

  @Operation('payouts.startOnboarding', {
    summary: 'Begin or go on with becoming a payee',
    description: 'The payment processor asks for what the law wants to know; nothing of it reaches this service. Nothing is paid before it is satisfied.',
    response: OnboardingLinkDto,
    secret: true,
    rateLimit: 'payments',
    problems: [PROBLEMS.NOT_FOUND, PAYMENT_PROBLEMS.PROCESSOR_REFUSED, PAYMENT_PROBLEMS.PAYMENTS_OFF, PROBLEMS.OVERLOADED],
    example: { businessId: DEMO_PROVIDER_ID },
  })
  @Post('onboarding')
  async onboarding(@Caller() caller: Principal, @Body() { businessId }: OnboardingDto): Promise<OnboardingLinkDto> {
    return { url: await this.startOnboarding.execute(caller, businessId) };
  }

  @Operation('payouts.getAccount', { summary: 'How far a provider\'s account is', response: PayoutAccountDto, problems: [PROBLEMS.NOT_FOUND] })
  @Get('account')
  account(@Caller() caller: Principal, @Query() { businessId }: PayoutAccountQuery): Promise<PayoutAccountDto> {
    return this.getAccount.execute(caller, businessId);
  }

  @Operation('payouts.list', { summary: 'What a provider earns, newest first: what has gone, and why the rest waits', response: PayoutPageDto, problems: [PROBLEMS.NOT_FOUND] })
  @Get()
  list(@Caller() caller: Principal, @Query() { businessId, limit = DEFAULT_PAGE_SIZE, cursor }: PayoutListQuery): Promise<PayoutPageDto> {
    return this.listPayouts.execute(caller, { businessId, limit, cursor });
  }
}
