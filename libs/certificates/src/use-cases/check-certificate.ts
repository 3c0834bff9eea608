import { Injectable } from '@nestjs/common';
import { EVERYTHING } from '@plumbline/database';
import { CertificatesRepository } from '../data/certificates.repository.js';
import type { Certificate } from '../domain/certificate.js';
import { parseNumber } from '../domain/certificate-number.js';
import { CERTIFICATE_FIELDS, certificateOf } from './certificate-view.js';

/** How a certificate is asked for: by its id or by its number. */
export type Reference = { readonly id: string } | { readonly number: string };

/** A certificate as anybody may see it, and the version that was read. */
export interface Checked {
  readonly certificate: Certificate;
  readonly version: number;
}

/** Finds a certificate for anybody who asks whether it is true. */
@Injectable()
export class CheckCertificate {
  constructor(private readonly certificates: CertificatesRepository) {}

  /**
   * What a text asks for.
   * @param text an id, or a number as people type it.
   * @returns undefined when it is a number that was mistyped: nobody is asked then.
   */
  referenceOf(text: string): Reference | undefined {
    if (/^plb/i.test(text)) {
      const number = parseNumber(text);
      return number === undefined ? undefined : { number };
    }
    return { id: text.toLowerCase() };
  }

  /** @returns undefined when there is none. */
  async find(reference: Reference): Promise<Checked | undefined> {
    const filter = 'id' in reference ? { _id: reference.id } : { number: reference.number };
    const found = await this.certificates.findOne(EVERYTHING, filter, ['v', ...CERTIFICATE_FIELDS]);
    if (found === undefined) return undefined;
    const { v: version, ...members } = found;
    return { certificate: certificateOf(members), version };
  }
}
