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
    await this.database.ping(deadlineMs);
  }
}
