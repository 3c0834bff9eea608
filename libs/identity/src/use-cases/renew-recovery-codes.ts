import { Injectable } from '@nestjs/common';
import { SecondFactorRepository } from '../data/second-factor.repository.js';
import { RecoveryCodes } from './recovery-codes.js';

/** Gives out ten other recovery codes in place of those that are left. */
@Injectable()
export class RenewRecoveryCodes {
  constructor(
    private readonly factors: SecondFactorRepository,
    private readonly recoveryCodes: RecoveryCodes,
  ) {}

  /** @returns the codes, for this once. @throws Problem STATE_CONFLICT when there is no second factor. */
  async execute(userId: string): Promise<readonly string[]> {
    const { codes, hashes } = this.recoveryCodes.issue(userId);
    await this.factors.renewRecoveryCodes(userId, hashes);
    return codes;
  }
}
