import { ReadinessCheck } from '@plumbline/health';
import type { SmtpTransport } from './sending/smtp-transport.js';

/** A login for each probe would be a nuisance to the server; what it said holds for so long. */
const HOLDS_MS = 30_000;
/** A server that was away is asked again sooner. */
const FAILURE_HOLDS_MS = 5_000;

/** Whether the mail server lets us in. Mails wait for it, so the service stays ready without. */
export class SmtpCheck extends ReadinessCheck {
  override readonly name = 'smtp';
  override readonly required = false;
  #asked: { readonly answer: Promise<void>; holdsUntil: number } | undefined;

  constructor(private readonly transport: Pick<SmtpTransport, 'probe'>) {
    super();
  }

  /** Only one question is under way at a time. */
  override check(): Promise<void> {
    if (this.#asked === undefined || performance.now() > this.#asked.holdsUntil) this.#asked = this.#ask();
    return this.#asked.answer;
  }

  #ask(): { readonly answer: Promise<void>; holdsUntil: number } {
    const asked = { answer: this.transport.probe(), holdsUntil: Infinity };
    const holdFor = (ms: number) => (): void => {
      asked.holdsUntil = performance.now() + ms;
    };
    asked.answer.then(holdFor(HOLDS_MS), holdFor(FAILURE_HOLDS_MS));
    return asked;
  }
}
