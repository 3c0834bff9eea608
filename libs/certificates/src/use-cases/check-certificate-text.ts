import { Injectable } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { type SignatureFault, SignatureRing } from '@plumbline/signatures';
import type { Certificate } from '../domain/certificate.js';
import { CERTIFICATE_TYPE } from '../domain/claims.js';
import { FAULT_SENTENCES, type TextFault, type TextVerdict, verdictOn } from '../domain/verdict.js';
import { CheckCertificate } from './check-certificate.js';

/** What a text that somebody presents is worth. */
export interface TextCheck {
  readonly verdict: TextVerdict;
  readonly sentence: string;
  /** Only of a text that we signed. */
  readonly certificate: Certificate | undefined;
}

const FAULTS: Readonly<Record<SignatureFault, TextFault>> = { malformed: 'unreadable', algorithm: 'wrong_algorithm', type: 'not_a_certificate', 'unknown-key': 'unknown_key', signature: 'changed' };

/** Says of a signed text whether it is a certificate of ours, unchanged and still good. */
@Injectable()
export class CheckCertificateText {
  constructor(
    private readonly signatures: SignatureRing,
    private readonly check: CheckCertificate,
    private readonly clock: Clock,
  ) {}

  /** @param text a compact JWS; blanks and line ends, which mails put in, do not count. */
  async execute(text: string): Promise<TextCheck> {
    const verified = this.signatures.verify(CERTIFICATE_TYPE, text.replaceAll(/\s+/g, ''));
    if (!verified.ok) return faulty(FAULTS[verified.fault]);
    const { jti } = verified.payload;
    const found = typeof jti === 'string' ? await this.check.find({ id: jti }) : undefined;
    if (found === undefined) return faulty('not_ours');
    const { status: verdict, sentence } = verdictOn(found.certificate, this.clock.now());
    return { verdict, sentence, certificate: found.certificate };
  }
}

function faulty(verdict: TextFault): TextCheck {
  return { verdict, sentence: FAULT_SENTENCES[verdict], certificate: undefined };
}
