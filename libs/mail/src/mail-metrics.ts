import { metricsRegistry } from '@plumbline/observability';
import { Counter } from 'prom-client';

/**
 * What became of a mail, or of one try: sent; kept (not sent, for development); deferred (will be tried again); unconfirmed (will be tried
 * again though the server may have taken it); refused, exhausted, expired (given up); repeated (taken by the server a second time).
 */
export type MailOutcome = 'sent' | 'kept' | 'deferred' | 'unconfirmed' | 'refused' | 'exhausted' | 'expired' | 'repeated';

const outcomes = new Counter({ name: 'plumbline_mails_total', help: 'Mails and tries by what became of them.', labelNames: ['outcome'], registers: [metricsRegistry] });

export function countMail(outcome: MailOutcome): void {
  outcomes.inc({ outcome });
}
