import type { DisputeOutcome, ServiceRequestState } from './request-states.js';

/** A quarrel about the work, from its opening to an admin's ruling. */
export interface Dispute {
  readonly openedBySide: 'client' | 'provider';
  readonly openedBy: string;
  readonly openedAt: Date;
  /** Personal: in the words of who opened it. */
  readonly reason: string;
  /** The state in which the work was. */
  readonly from: ServiceRequestState;
  readonly outcome?: DisputeOutcome;
  /** Personal: the admin's words. */
  readonly ruling?: string;
  readonly resolvedAt?: Date;
  readonly resolvedBy?: string;
}
