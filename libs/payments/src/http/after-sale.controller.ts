import { Body, Controller, Get, Header, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BUSINESS_PROBLEMS } from '@plumbline/businesses';
import { Caller, Operation, PathId, type Principal } from '@plumbline/common';
import { PROBLEMS } from '@plumbline/problems';
import { refundable } from '../domain/payment.js';
import { PAYMENT_PROBLEMS } from '../domain/problems.js';
import { AnswerBank } from '../use-cases/answer-bank.js';
import { GetLedger } from '../use-cases/get-ledger.js';
import { GetReceipt } from '../use-cases/get-receipt.js';
import { RefundPayment } from '../use-cases/refund-payment.js';
import { DisputeAnswerDto, DisputeDto, DisputeParams, LedgerDto, RefundDto, RefundWishDto } from './after-sale.dto.js';
import { RECEIPT_POLICY, receiptPage } from './receipt/receipt-page.js';

const { REFUND_TOO_LARGE, REFUND_LIMIT_REACHED, PROCESSOR_REFUSED, PAYMENTS_OFF } = PAYMENT_PROBLEMS;

/** What comes behind a capture. */
@ApiTags('payments')
@Controller('payments')
export class AfterSaleController {
  constructor(
    private readonly refundPayment: RefundPayment,
    private readonly answerBank: AnswerBank,
    private readonly getLedger: GetLedger,
    private readonly getReceipt: GetReceipt,
  ) {}

  @Operation('payments.refund', {
    summary: 'Give a payment back, whole or in part',
    description: 'For the provider and for admins who belong to neither firm. Several refunds add up to at most what was captured, whatever runs at the same moment. What of the fee goes back is in proportion. A share that has gone to the provider is taken back.',
    status: 201,
    response: RefundDto,
    idempotency: 'required',
    rateLimit: 'payments',
    problems: [BUSINESS_PROBLEMS.CONFLICT_OF_INTEREST, PROBLEMS.STATE_CONFLICT, REFUND_TOO_LARGE, REFUND_LIMIT_REACHED, PAYMENTS_OFF, PROBLEMS.OVERLOADED],
    example: { amount: 10_000, reason: 'requested_by_customer' },
  })
  @Post(':paymentId/refunds')
  async refund(@Caller() caller: Principal, @PathId('paymentId') paymentId: string, @Body() wish: RefundWishDto): Promise<RefundDto> {
    const { refund, payment } = await this.refundPayment.execute(caller, paymentId, wish);
    const { id, amount, fee, state, reason, failure = null, at } = refund;
    return { id, paymentId, amount, fee, currency: payment.currency, state, reason, failure, refundable: refundable(payment), at: at.toISOString() };
  }

  @Operation('payments.answerDispute', {
    summary: 'Answer a bank that disputes a payment',
    description: 'For the provider, once, before `evidenceDueBy`.',
    response: DisputeDto,
    rateLimit: 'payments',
    problems: [PROBLEMS.STATE_CONFLICT, PROCESSOR_REFUSED, PAYMENTS_OFF, PROBLEMS.OVERLOADED],
    example: { text: 'The quality plan was delivered on 3 November and accepted by the client on 5 November.' },
  })
  @Post(':paymentId/disputes/:disputeId/answer')
  async answer(@Caller() caller: Principal, @Param() { paymentId, disputeId }: DisputeParams, @Body() { text }: DisputeAnswerDto): Promise<DisputeDto> {
    const { id, amount, state, reason, evidenceDueBy, answeredAt } = await this.answerBank.execute(caller, paymentId, disputeId, text);
    return { id, amount, state, reason, evidenceDueBy: evidenceDueBy?.toISOString() ?? null, answeredAt: answeredAt?.toISOString() ?? null };
  }

  @Operation('payments.getLedger', { summary: 'What a payment\'s money did, by double entry', response: LedgerDto })
  @Get(':paymentId/ledger')
  ledger(@Caller() caller: Principal, @PathId('paymentId') paymentId: string): Promise<LedgerDto> {
    return this.getLedger.execute(caller, paymentId);
  }

  @Operation('payments.receipt', {
    summary: 'Receipt of a captured payment, made for printing',
    description: 'With its invoice number, its refunds and disputes. The provider also sees the fee. It has no script and loads nothing.',
    raw: { mediaType: 'text/html', description: 'The page.' },
    problems: [PROBLEMS.STATE_CONFLICT, PROBLEMS.OVERLOADED],
  })
  @Get(':paymentId/receipt')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', RECEIPT_POLICY)
  async receipt(@Caller() caller: Principal, @PathId('paymentId') paymentId: string): Promise<string> {
    return receiptPage(await this.getReceipt.execute(caller, paymentId));
  }
}
