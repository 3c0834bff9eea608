import { InvoicesRepository } from './data/invoices.repository.js';
import { LedgerEntriesRepository } from './data/ledger-entries.repository.js';
import { AfterSaleController } from './http/after-sale.controller.js';
import { PayoutsController } from './http/payouts.controller.js';
import { CheckJournalJob } from './jobs/check-journal.job.js';
import { FollowCancellations, RefundCancelledWorkLater } from './jobs/follow-cancellations.js';
import { IssueInvoiceOnCapture } from './jobs/issue-invoice-on-capture.js';
import { KeepJournal } from './jobs/keep-journal.js';
import { ScheduleTransfers } from './jobs/schedule-transfers.js';
import { HastenTransfers, SendDueTransfers } from './jobs/send-due-transfers.js';
import { TakeBackLater, TakeBackShares } from './jobs/take-back-shares.js';
import { TellOfDisputes } from './jobs/tell-of-disputes.js';
import { TellPayee } from './jobs/tell-payee.js';
import { AnswerBank } from './use-cases/answer-bank.js';
import { CheckJournal } from './use-cases/books/check-journal.js';
import { SweepJournal } from './use-cases/books/sweep-journal.js';
import { EndCancelledWork } from './use-cases/end-cancelled-work.js';
import { GetLedger } from './use-cases/get-ledger.js';
import { GetPayoutAccount } from './use-cases/get-payout-account.js';
import { GetReceipt } from './use-cases/get-receipt.js';
import { IssueInvoice } from './use-cases/issue-invoice.js';
import { ListPayouts } from './use-cases/list-payouts.js';
import { LookAtAccount } from './use-cases/look-at-account.js';
import { ProjectLedger } from './use-cases/project-ledger.js';
import { RefundPayment } from './use-cases/refund-payment.js';
import { ScheduleTransfer } from './use-cases/schedule-transfer.js';
import { SendTransfers } from './use-cases/send-transfers.js';
import { ShowPayment } from './use-cases/show-payment.js';
import { StartOnboarding } from './use-cases/start-onboarding.js';
import { TakeBack } from './use-cases/take-back.js';

export const AFTER_SALE_CONTROLLERS = [AfterSaleController, PayoutsController];

const STORED = [InvoicesRepository, LedgerEntriesRepository];
const USE_CASES = [RefundPayment, EndCancelledWork, AnswerBank, TakeBack, ScheduleTransfer, SendTransfers, IssueInvoice, GetReceipt, GetLedger, ProjectLedger, CheckJournal, SweepJournal, StartOnboarding, LookAtAccount, ShowPayment, GetPayoutAccount, ListPayouts];
const JOBS = [IssueInvoiceOnCapture, FollowCancellations, RefundCancelledWorkLater, KeepJournal, CheckJournalJob, ScheduleTransfers, SendDueTransfers, HastenTransfers, TakeBackShares, TakeBackLater, TellOfDisputes, TellPayee];

/** What comes behind a capture. */
export const AFTER_SALE = [...STORED, ...USE_CASES, ...JOBS];
