import { randomBytes } from 'node:crypto';
import { certificateNumber, DRAWN } from '../domain/certificate-number.js';
import { CertificateNumbers } from '../use-cases/certificate-numbers.js';

const FIVE_BITS = 31;

/** Numbers from the operating system's random source. */
export class RandomCertificateNumbers extends CertificateNumbers {
  override next(year: number): string {
    return certificateNumber(year, Array.from(randomBytes(DRAWN), (byte) => byte & FIVE_BITS));
  }
}
