import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ErrorAnswers } from './error-answers.js';

/** Hands everything that Nest catches, and everything that Fastify hands to Nest, to the one place that answers. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly answers: ErrorAnswers) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    await this.answers.answer(error, host.getArgByIndex<FastifyRequest>(0), host.getArgByIndex<FastifyReply>(1));
  }
}
