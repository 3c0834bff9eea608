import type { Mail } from '@plumbline/mail';
import type { Side } from '../data/party-scope.js';

/** What a mail says, whoever gets it. */
export type Letter = Omit<Mail, 'id' | 'to'>;

/** What a letter names; it goes into the text, never into the subject. */
export interface Occasion {
  /** Of the request. */
  readonly title: string;
  readonly clientName: string;
  readonly providerName: string;
}

/** A letter and the side whose owner gets it. */
export interface Addressed {
  readonly to: Side;
  readonly letter: Letter;
}

type Writer = (occasion: Occasion) => readonly Addressed[];

const quoted = ({ title }: Occasion): string => `"${title}"`;
const one = (to: Side, subject: string, paragraphs: readonly string[]): readonly Addressed[] => [{ to, letter: { subject, paragraphs } }];

/** Who is written to about what, by the type of the event. A dispute is told to the side that did not open it. */
export const LETTERS: Readonly<Record<string, Writer>> = {
  'proposal.submitted': (of) => one('client', 'A new proposal for your service request', [`${of.providerName} has answered your request ${quoted(of)}.`, 'See what they offer, write to them, and accept or decline. Accepting one proposal declines the others.']),
  'proposal.accepted': (of) => one('provider', 'Your proposal was accepted', [`${of.clientName} has accepted your proposal for ${quoted(of)}.`, 'The work can begin. The service request shows whether it has been paid for.']),
  'proposal.declined': (of) => one('provider', 'Your proposal was not chosen', [`Your proposal for ${quoted(of)} of ${of.clientName} was not chosen, or the request was taken back.`]),
  'service_request.delivered': (of) => one('client', 'Work was delivered to you', [`${of.providerName} has delivered work for ${quoted(of)}.`, 'Look at it and complete the request, or say what is missing. Completing it releases the payment.']),
  'service_request.changes_requested': (of) => one('provider', 'Changes to your delivery are asked for', [`${of.clientName} has looked at your delivery for ${quoted(of)} and asks for changes. The request says which.`]),
  'service_request.completed': (of) => one('provider', 'Your work was accepted', [`${of.clientName} has completed ${quoted(of)}.`, 'Your payment follows after the hold. For 14 days you can say how it was to work with them.']),
  'service_request.dispute_resolved': (of) => (['client', 'provider'] as const).flatMap((to) => one(to, 'The dispute about a service request is resolved', [`There is a ruling in the dispute about ${quoted(of)} between ${of.clientName} and ${of.providerName}. The request shows it.`])),
};

/** @param openedBy the side that opened the dispute. */
export function disputeLetter(of: Occasion, openedBy: Side): readonly Addressed[] {
  const [to, other] = openedBy === 'client' ? (['provider', of.clientName] as const) : (['client', of.providerName] as const);
  return one(to, 'A dispute was opened about a service request', [`${other} has opened a dispute about ${quoted(of)}. The request shows the reason.`, 'Work and payment stand still until there is a ruling. Add what you know in the messages of the request.']);
}
