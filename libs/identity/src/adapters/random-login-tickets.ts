import { hash, randomBytes } from 'node:crypto';
import { LoginTickets } from '../use-cases/login-tickets.js';

/** 256 random bits; only a hash of them is stored. */
export class RandomLoginTickets extends LoginTickets {
  constructor(private readonly random: (bytes: number) => Buffer = randomBytes) {
    super();
  }

  override issue(): { readonly ticket: string; readonly hash: string } {
    const ticket = this.random(32).toString('base64url');
    return { ticket, hash: this.hashOf(ticket) };
  }

  override hashOf(ticket: string): string {
    return hash('sha256', ticket, 'base64url');
  }

  override passwordMark(passwordHash: string): string {
    return hash('sha256', passwordHash, 'base64url');
  }
}
