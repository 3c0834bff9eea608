import type { Mail } from '@plumbline/mail';
import { inWords } from '../domain/money.js';
import type { Dispute, Payment } from '../domain/payment.js';

/** What a mail says, whoever gets it. */
export type Letter = Omit<Mail, 'id' | 'to'>;

/** A mail, and to the owner of which firm it goes. */
export interface Addressed {
  readonly businessId: string;
  readonly letter: Letter;
}

/** Names of the two firms. */
export interface Names {
  readonly client: string;
  readonly provider: string;
}

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone: 'UTC', timeZoneName: 'short' });
const reasonOf = ({ reason }: Dispute): string => reason.replaceAll('_', ' ');

/** Of which payment a mail speaks. */
function named(payment: Payment, { client, provider }: Names): string {
  const number = payment.invoiceNumber === undefined ? '' : ` (${payment.invoiceNumber})`;
  return `the payment${number} of ${client} to ${provider}`;
}

/** To the provider: a bank asks, and there is a time to answer. */
export function disputeOpenedLetter(payment: Payment, dispute: Dispute, names: Names): Letter {
  const { evidenceDueBy } = dispute;
  return {
    subject: 'A bank disputes a payment to you',
    paragraphs: [
      `The payer's bank disputes ${inWords({ amount: dispute.amount, currency: payment.currency })} of ${named(payment, names)}. The reason that it gives: ${reasonOf(dispute)}.`,
      evidenceDueBy === undefined ? 'Answer it soon: a dispute that is not answered is lost.' : `You can answer once, until ${DAY.format(evidenceDueBy)}. A dispute that is not answered is lost.`,
      'Say what was agreed on, what you delivered and when, and how it was accepted. Until the bank has decided, your share of this payment waits.',
    ],
    ...(evidenceDueBy === undefined ? {} : { expiresAt: evidenceDueBy }),
  };
}

const WON: Readonly<Record<keyof Names, string>> = {
  client: 'The bank has decided for the provider: the payment stands.',
  provider: 'The bank has decided for you: the payment stands, and your share goes on its way if it was waiting.',
};
const LOST: Readonly<Record<keyof Names, string>> = {
  client: 'The bank has decided for the payer and given the money back.',
  provider: 'The bank has decided for the payer and given the money back. What you have received of it is taken back from your account.',
};

/** To both firms: the bank has decided. */
export function disputeClosedLetters(payment: Payment, dispute: Dispute, names: Names): readonly Addressed[] {
  const words = dispute.state === 'won' ? WON : LOST;
  const letter = (side: keyof Names): Letter => ({
    subject: 'The bank has decided a dispute',
    paragraphs: [`This is about ${inWords({ amount: dispute.amount, currency: payment.currency })} of ${named(payment, names)}.`, words[side]],
  });
  return [
    { businessId: payment.clientBusinessId, letter: letter('client') },
    { businessId: payment.providerBusinessId, letter: letter('provider') },
  ];
}

/** To a provider: the processor asks for more. */
export function requirementsLetter(provider: string): Letter {
  return {
    subject: 'The payment processor needs more from you',
    paragraphs: [`Before ${provider} can go on being paid, the payment processor wants to know more, as the law asks of it.`, 'Begin "payouts: onboarding" again: it leads to the page where you are asked. What is missing stands with your payout account.'],
  };
}

/** To a provider: nothing is paid at present. */
export function restrictedLetter(provider: string): Letter {
  return {
    subject: 'Your payouts are on hold',
    paragraphs: [`The payment processor does not pay ${provider} at present. What you earn waits, and nothing of it is lost.`, 'Your payout account says what the processor asks for; begin "payouts: onboarding" again to answer it.'],
  };
}
