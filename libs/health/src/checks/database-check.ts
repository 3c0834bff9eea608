import { Injectable } from '@nestjs/common';
import { Database } from '@plumbline/database';
import { ReadinessCheck } from '../readiness-check.js';

/** A real ping: the driver's state is still "connected" while a black hole swallows every packet. */
@Injectable()
export class DatabaseCheck extends ReadinessCheck {
  override readonly name = 'mongodb';
  override readonly required = true;

  constructor(private readonly database: Database) {
    super();
  }

  override async check(deadlineMs: number): Promise<void> {
    try {
      await this.database.ping(deadlineMs);
    } catch (error) {
      // The problem says what a caller may know; the log shall say why: refused, unknown host, no answer, not authorised.
      throw error instanceof Error && error.cause instanceof Error ? error.cause : error;
    }
  }
}
