import { Problem, PROBLEMS } from '@plumbline/problems';
import type { FastifyReply, FastifyRequest } from 'fastify';

const SWEEP_MS = 100;

type Answer = (problem: Problem, request: FastifyRequest, reply: FastifyReply) => void;

/**
 * Ends requests whose budget is spent: with 504, or by breaking off the answer that is on its way. One timer looks at all running requests ten times a second: a timer of its own
 * for each request costs more than the check, and nobody needs a deadline to the millisecond.
 */
export class Deadlines {
  private readonly running = new Map<FastifyRequest, FastifyReply>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly answer: Answer) {}

  start(): void {
    this.timer = setInterval(() => this.sweep(), SWEEP_MS);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** @param budgetMs from now; Infinity is not watched. */
  watch(request: FastifyRequest, reply: FastifyReply, budgetMs: number): void {
    if (budgetMs === Infinity) return;
    request.deadlineAt = performance.now() + budgetMs;
    this.running.set(request, reply);
  }

  forget(request: FastifyRequest): void {
    this.running.delete(request);
  }

  private sweep(): void {
    const now = performance.now();
    for (const [request, reply] of this.running) {
      if (request.deadlineAt > now) continue;
      this.running.delete(request);
      const problem = new Problem(PROBLEMS.DEADLINE_EXCEEDED);
      request.abort(problem);
      // An answer that has begun cannot become another one: it breaks off, so that nobody takes it for whole.
      if (reply.raw.headersSent) reply.raw.destroy();
      else if (!reply.sent) this.answer(problem, request, reply);
    }
  }
}
