import type { Mail } from '@plumbline/mail';
import type { Certificate } from '../domain/certificate.js';
import { pageUrl } from '../domain/claims.js';
import { REQUIRED_PERCENT, type VerifiedAssessment, wholePercent } from '../domain/eligibility.js';
import { longDate } from '../domain/long-date.js';

/** What a mail says, whoever gets it. */
export type Letter = Omit<Mail, 'id' | 'to'>;

const opened = (certificate: Certificate, publicUrl: string) => ({ label: 'Open the certificate', url: pageUrl(publicUrl, certificate.number) });

export function issuedLetter(certificate: Certificate, publicUrl: string): Letter {
  const { number, businessName, verifiedFloor, catalogueVersion, issuedAt, expiresAt } = certificate;
  return {
    subject: `Your certificate ${number}`,
    paragraphs: [
      `${businessName} now holds the certificate ${number}: at least ${verifiedFloor} % of the readiness catalogue (version ${catalogueVersion}) is verified.`,
      `It is valid from ${longDate(issuedAt)} until ${longDate(expiresAt)}. Its page is made for printing, and anybody can check it there, by its QR code, or offline by its signature.`,
      'It takes the place of an earlier certificate, if you had one: put it where the old one was shown.',
    ],
    action: opened(certificate, publicUrl),
  };
}

/** Why there is no certificate, in figures. */
export function withheldLetter({ verifiedFloor, criticalFailed }: VerifiedAssessment): Letter {
  const floor = wholePercent(verifiedFloor);
  const missing = [
    ...(floor < REQUIRED_PERCENT ? [`At least ${REQUIRED_PERCENT} % of the catalogue must be verified; your assessment comes to ${floor} %.`] : []),
    ...(criticalFailed > 0 ? [`${criticalFailed === 1 ? 'One critical statement is' : `${criticalFailed} critical statements are`} not met; none may be missing.`] : []),
  ];
  return {
    subject: 'Your assessment is verified, without a certificate',
    paragraphs: ['Your assessment was reviewed and verified. It does not earn a certificate yet:', ...missing, 'The gaps of your assessment say what to do, and a new assessment can be started at any time.'],
  };
}

export function reminderLetter(certificate: Certificate, publicUrl: string): Letter {
  const { number, businessName, expiresAt } = certificate;
  return {
    subject: `Certificate ${number} ends on ${longDate(expiresAt)}`,
    paragraphs: [
      `The certificate ${number} of ${businessName} is valid until ${longDate(expiresAt)}.`,
      'A certificate is not prolonged: it is earned anew by an assessment of today. Start one in time, for a review takes a while.',
    ],
    action: opened(certificate, publicUrl),
    expiresAt,
  };
}

export function expiredLetter(certificate: Certificate, publicUrl: string): Letter {
  const { number, businessName, expiresAt } = certificate;
  return {
    subject: `Certificate ${number} has expired`,
    paragraphs: [`The certificate ${number} of ${businessName} expired on ${longDate(expiresAt)}; whoever checks it is told so.`, 'A new assessment can be started at any time.'],
    action: opened(certificate, publicUrl),
  };
}

/** @param reason in the admin's words. */
export function revokedLetter(certificate: Certificate, reason: string | undefined, publicUrl: string): Letter {
  const { number, businessName } = certificate;
  return {
    subject: `Certificate ${number} was revoked`,
    paragraphs: [
      `The certificate ${number} of ${businessName} was revoked and must not be shown any more; whoever checks it is told that it was revoked, but not why.`,
      ...(reason === undefined ? [] : [`The reason: ${reason}`]),
      'If you think that this is wrong, tell whoever runs this service.',
    ],
    action: opened(certificate, publicUrl),
  };
}
