import { Injectable } from '@nestjs/common';
import { Database, EVERYTHING, type Filter, type Found, type NewDocument, oneOf, range, Repository, type Write } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { type Death, MAIL_STATES } from '../mail-states.js';
import { MAIL_SCHEMA, type StoredMail } from './mail.schema.js';

const KEPT_FOR_MS = 30 * 24 * 3_600_000;

/** A mail that this process sends now. */
export type Claim = Found<StoredMail, 'v' | 'messageId' | 'queuedAt' | 'expiresAt'>;

/** What a failed try leaves behind. */
export interface FailedTry {
  readonly lastError: string;
  /** The server had the whole mail. */
  readonly isUnconfirmed: boolean;
}

/** A mail that is not stored yet. */
export type NewMail = Required<Pick<StoredMail, '_id' | 'to' | 'content' | 'messageId'>> & Pick<StoredMail, 'expiresAt'>;

/**
 * Mails on their way. They are nobody's: who asks for one is a job, so every access is to everything. No step of theirs is an event: what
 * a mail is about has been one, and its id names it.
 */
@Injectable()
export class MailsRepository extends Repository<StoredMail, never> {
  constructor(database: Database) {
    super(database, 'mails', MAIL_SCHEMA, { events: false });
  }

  protected override scopeFilter(): Filter<StoredMail> {
    throw new Error('Mails have no owner.');
  }

  /** Stores a mail to be sent, once. @param jobWithinMs how long its job may take to come. @returns false when it was stored before. */
  async storeToSend(mail: NewMail, jobWithinMs: number): Promise<boolean> {
    const now = this.clock.now();
    return this.#store({ ...mail, state: MAIL_STATES.initial, transport: 'smtp', queuedAt: now, attempts: 0, unconfirmed: 0, overdueAt: after(now, jobWithinMs) });
  }

  /** Stores a mail that is to be looked at only, once. @returns false when it was stored before. */
  async storeToKeep(mail: NewMail): Promise<boolean> {
    const now = this.clock.now();
    return this.#store({ ...mail, state: MAIL_STATES.next(MAIL_STATES.initial, 'keep'), transport: 'kept', queuedAt: now, attempts: 0, unconfirmed: 0, sentAt: now, removeAt: after(now, KEPT_FOR_MS) });
  }

  /**
   * Claims a mail for a try. Of many at once one gets it.
   * @returns undefined when there is nothing to do: it is sent, expired, gone, or somebody else's.
   */
  async claim(id: string, leaseMs: number): Promise<Claim | undefined> {
    const now = this.clock.now();
    const isFree: Filter<StoredMail> = { $or: [{ state: 'queued' }, { state: 'sending', overdueAt: range({ lte: now }) }, { state: 'dead', death: oneOf<Death>(['refused', 'exhausted']) }] };
    const set = { state: MAIL_STATES.step('claim').to, overdueAt: after(now, leaseMs) };
    const write: Write<StoredMail> = { when: isFree, set, increment: { attempts: 1 }, unset: ['death', 'diedAt', 'removeAt'] };
    return this.#ifStill(this.update(EVERYTHING, id, write, ['v', 'messageId', 'queuedAt', 'expiresAt']));
  }

  /** What is to be sent, and to whom. @throws UnreadableValue (an Error) when its key is gone. */
  async read(id: string): Promise<Required<Pick<StoredMail, 'to' | 'content'>>> {
    const { to, content } = await this.get(EVERYTHING, id, ['to', 'content']);
    if (to === undefined || content === undefined) throw new Error('The mail has no content.');
    return { to, content };
  }

  /** Holds a claim longer. @returns its new version; undefined when it is somebody else's by now. */
  async renew({ _id, v }: Claim, leaseMs: number): Promise<number | undefined> {
    const renewed = await this.#ifStill(this.update(EVERYTHING, _id, { version: v, set: { overdueAt: after(this.clock.now(), leaseMs) } }, ['v']));
    return renewed?.v;
  }

  /** Gives a claim back, to be tried again by a job that comes within `jobWithinMs`. @returns false when it is somebody else's by now. */
  async defer({ _id, v }: Claim, failed: FailedTry, jobWithinMs: number): Promise<boolean> {
    const { to, from } = MAIL_STATES.step('defer');
    const write: Write<StoredMail> = { version: v, when: { state: oneOf(from) }, set: { state: to, lastError: failed.lastError, overdueAt: after(this.clock.now(), jobWithinMs) }, increment: { unconfirmed: Number(failed.isUnconfirmed) } };
    return (await this.#ifStill(this.update(EVERYTHING, _id, write, []))) !== undefined;
  }

  /** Gives a mail up. An expired one loses its content, any other keeps it for a re-run. @returns false when it is somebody else's by now. */
  async bury({ _id, v }: Claim, death: Death, failed?: FailedTry): Promise<boolean> {
    const now = this.clock.now();
    const { to, from } = MAIL_STATES.step('bury');
    const lastError = failed === undefined ? {} : { lastError: failed.lastError };
    const gone = death === 'expired' ? (['overdueAt', 'to', 'content'] as const) : (['overdueAt'] as const);
    const write: Write<StoredMail> = { version: v, when: { state: oneOf(from) }, set: { state: to, death, diedAt: now, removeAt: after(now, KEPT_FOR_MS), ...lastError }, increment: { unconfirmed: Number(failed?.isUnconfirmed ?? false) }, unset: gone };
    return (await this.#ifStill(this.update(EVERYTHING, _id, write, []))) !== undefined;
  }

  /** Writes down that a server has taken the mail, whoever holds the claim by now. @returns false when that was written down before. */
  async accept(id: string): Promise<boolean> {
    const now = this.clock.now();
    const { to, from } = MAIL_STATES.step('accept');
    const write: Write<StoredMail> = { when: { state: oneOf(from) }, set: { state: to, sentAt: now, removeAt: after(now, KEPT_FOR_MS) }, unset: ['to', 'content', 'overdueAt', 'lastError', 'death', 'diedAt'] };
    return (await this.#ifStill(this.update(EVERYTHING, id, write, []))) !== undefined;
  }

  /** Mails that nobody looks after: queued without a job, or claimed by who died. @param limit 1..1000. */
  async overdue(limit: number): Promise<readonly string[]> {
    const found = await this.find(EVERYTHING, { overdueAt: range({ lte: this.clock.now() }) }, [], { limit, sort: { overdueAt: 1 } });
    return found.map(({ _id }) => _id);
  }

  /** Kept mails, newest first. @param limit 1..1000. */
  newestKept(limit: number): Promise<Found<StoredMail, 'to' | 'content' | 'queuedAt'>[]> {
    return this.find(EVERYTHING, { transport: 'kept' }, ['to', 'content', 'queuedAt'], { limit, sort: { queuedAt: -1 } });
  }

  /** Removes all but the newest kept mails. @param most 1..900. */
  async trimKept(most: number): Promise<void> {
    const kept = await this.find(EVERYTHING, { transport: 'kept' }, [], { limit: most + 100, sort: { queuedAt: -1 } });
    if (kept.length > most) await this.deleteMany(EVERYTHING, { _id: oneOf(kept.slice(most).map(({ _id }) => _id)) });
  }

  async #store(mail: NewDocument<StoredMail>): Promise<boolean> {
    try {
      await this.insert(EVERYTHING, mail);
      return true;
    } catch (error) {
      if (isProblem(error, PROBLEMS.ALREADY_EXISTS)) return false;
      throw error;
    }
  }

  /** A write that came too late found the mail gone or in other hands: that is an answer, no failure. */
  async #ifStill<T>(write: Promise<T>): Promise<T | undefined> {
    return write.catch((error: unknown) => {
      if (isProblem(error, PROBLEMS.NOT_FOUND) || isProblem(error, PROBLEMS.VERSION_MISMATCH) || isProblem(error, PROBLEMS.STATE_CONFLICT)) return undefined;
      throw error;
    });
  }
}

function isProblem(error: unknown, type: (typeof PROBLEMS)[keyof typeof PROBLEMS]): boolean {
  return error instanceof Problem && error.type === type;
}

function after(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}
