import { Body, Controller, Get, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, ClientAddress, DEFAULT_PAGE_SIZE, Operation, PathId, type Principal } from '@plumbline/common';
import { DEMO_MARKETPLACE, MARKETPLACE_PROBLEMS } from '@plumbline/marketplace';
import { PROBLEMS } from '@plumbline/problems';
import type { FastifyRequest } from 'fastify';
import { PAYMENT_PROBLEMS } from '../domain/problems.js';
import { CancelPayment } from '../use-cases/cancel-payment.js';
import { ConfirmPayment } from '../use-cases/confirm-payment.js';
import { CreatePayment, type Payer } from '../use-cases/create-payment.js';
import { GetPayment } from '../use-cases/get-payment.js';
import { ListPayments } from '../use-cases/list-payments.js';
import { viewOf } from '../use-cases/payment-view.js';
import { QuotePayment } from '../use-cases/quote-payment.js';
import { PaymentListQuery } from './checkout.dto.js';
import { ConfirmPaymentDto, CreatePaymentDto, PaymentDto, PaymentPageDto, QuoteDto, QuoteRequestDto } from './payment.dto.js';

const { CONFIRMATION_TOKEN_UNUSABLE, SAVED_METHOD_UNUSABLE, PAYMENTS_OFF, PAYMENT_EXISTS, AMOUNT_MISMATCH, TERMS_NOT_CURRENT } = PAYMENT_PROBLEMS;
const { PROPOSAL_NOT_ACCEPTED } = MARKETPLACE_PROBLEMS;

/** Pays for the demo's agreement, once the token is a fresh one: they are good for one attempt. */
const ORDER = {
  proposalId: DEMO_MARKETPLACE.agreedProposalId,
  amount: 180_000,
  currency: 'USD',
  confirmationToken: 'ctoken_1NnQUf2eZvKYlo2CIObdtbnb',
  billing: { name: 'Ada Lovell', email: 'ada@harborpine.example', country: 'US', postalCode: '04101' },
  termsVersion: '2026-11',
};

/** Paying for accepted proposals. */
@ApiTags('payments')
@Controller('payments')
export class PaymentsController {
  constructor(
    private readonly clients: ClientAddress,
    private readonly quotePayment: QuotePayment,
    private readonly createPayment: CreatePayment,
    private readonly confirmPayment: ConfirmPayment,
    private readonly cancelPayment: CancelPayment,
    private readonly getPayment: GetPayment,
    private readonly listPayments: ListPayments,
  ) {}

  @Operation('payments.quote', { summary: 'What an accepted proposal costs', response: QuoteDto, rateLimit: 'payments', problems: [PROBLEMS.NOT_FOUND, PROPOSAL_NOT_ACCEPTED], example: { proposalId: ORDER.proposalId } })
  @Post('quote')
  quote(@Caller() caller: Principal, @Body() { proposalId }: QuoteRequestDto): Promise<QuoteDto> {
    return this.quotePayment.execute(caller, proposalId);
  }

  @Operation('payments.create', {
    summary: 'Pay for an accepted proposal',
    description: 'A decline is an answer: 201 with its `state`. `requires_action`: send the payer to `nextAction.redirectUrl`, then confirm with `{}`. `created` or `processing`: the processor has not answered; read the payment again in a moment. An authorisation is captured by the system. The emulator (`emulatorUrl` of GET /api/v1/payments/config) gives a fresh confirmation token of a test card, good once, to `curl http://localhost:3010/v1/test_helpers/confirmation_tokens -u sk_test_emulator: -d payment_method=pm_card_visa` (`pm_card_threeDSecure2Required`, `pm_card_visa_chargeDeclined`, ...).',
    status: 201,
    response: PaymentDto,
    idempotency: 'required',
    rateLimit: 'payments',
    problems: [PROBLEMS.NOT_FOUND, PAYMENTS_OFF, PROPOSAL_NOT_ACCEPTED, PROBLEMS.STATE_CONFLICT, TERMS_NOT_CURRENT, AMOUNT_MISMATCH, PAYMENT_EXISTS, CONFIRMATION_TOKEN_UNUSABLE, SAVED_METHOD_UNUSABLE],
    example: ORDER,
  })
  @Post()
  async create(@Caller() caller: Principal, @Req() request: FastifyRequest, @Body() order: CreatePaymentDto): Promise<PaymentDto> {
    return viewOf(await this.createPayment.execute(this.#payer(caller, request), order), 'client');
  }

  @Operation('payments.confirm', {
    summary: 'Try another card behind a decline, or finish 3-D Secure',
    description: 'In `declined`: with a new confirmation token or a saved method. In `requires_action`: with an empty object, once the payer came back.',
    response: PaymentDto,
    idempotency: 'required',
    rateLimit: 'payments',
    problems: [PROBLEMS.STATE_CONFLICT, CONFIRMATION_TOKEN_UNUSABLE, SAVED_METHOD_UNUSABLE, PAYMENTS_OFF, PROBLEMS.OVERLOADED],
    example: {},
  })
  @Post(':paymentId/confirm')
  async confirm(@Caller() caller: Principal, @Req() request: FastifyRequest, @PathId('paymentId') paymentId: string, @Body() order: ConfirmPaymentDto): Promise<PaymentDto> {
    return viewOf(await this.confirmPayment.execute(this.#payer(caller, request), paymentId, order), 'client');
  }

  @Operation('payments.cancel', { summary: 'Let a payment go before its capture', description: 'While nobody knows yet whether the payment reached the processor it stays `created`, is charged no more, and is `canceled` within minutes.', response: PaymentDto, idempotency: 'required', rateLimit: 'payments', problems: [PROBLEMS.STATE_CONFLICT, PROBLEMS.OVERLOADED] })
  @Post(':paymentId/cancel')
  async cancel(@Caller() caller: Principal, @PathId('paymentId') paymentId: string): Promise<PaymentDto> {
    return viewOf(await this.cancelPayment.execute(caller, paymentId), 'client');
  }

  @Operation('payments.list', { summary: 'What your firms pay, or what they earn; newest first', response: PaymentPageDto, problems: [PROBLEMS.NOT_FOUND] })
  @Get()
  list(@Caller() caller: Principal, @Query() { side, businessId, limit = DEFAULT_PAGE_SIZE, cursor }: PaymentListQuery): Promise<PaymentPageDto> {
    return this.listPayments.execute(caller, { side, businessId, limit, cursor });
  }

  @Operation('payments.get', { summary: 'One payment', description: 'Both firms see it; names, addresses and cards of payers are not shown to providers.', response: PaymentDto, versioned: 'read' })
  @Get(':paymentId')
  get(@Caller() caller: Principal, @PathId('paymentId') paymentId: string): Promise<PaymentDto> {
    return this.getPayment.execute(caller, paymentId);
  }

  #payer(principal: Principal, request: FastifyRequest): Payer {
    return { principal, clientAddress: this.clients.of(request).address };
  }
}
