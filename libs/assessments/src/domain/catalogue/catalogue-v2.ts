import { amend } from './amendments.js';
import { CATALOGUE_V1 } from './catalogue-v1.js';

/** What public buyers ask differently since version 1 was written. It never changes again: a correction is a version 3 beside it. */
export const CATALOGUE_V2 = amend(CATALOGUE_V1, {
  version: 2,
  publishedOn: '2026-11-23',
  amendments: [
    {
      why: 'Since 10 November 2025 defence solicitations name a CMMC level (DFARS 252.204-7025), and a firm without a current status for it is not awarded the contract: to have recorded an assessment once is no longer enough.',
      revise: 'TEC-2-04',
      as: {
        text: 'We know the CMMC level that our target contracts ask for, and hold a current status for it that we affirmed within a year.',
        weight: 4,
        evidence: 'The status in the Supplier Performance Risk System with its date and identifier, and the latest yearly affirmation.',
        remediation: {
          text: 'Read two or three solicitations that you would bid on and note the CMMC level: since 10 November 2025 it is a condition of award. Level 1 is a yearly self-assessment of the 15 basic safeguards; higher levels build on NIST SP 800-171. Enter the result, have a senior official affirm it, and put the date of the next affirmation in the calendar. Firms without defence work may answer "not applicable".',
          effort: 'months',
          source: { title: '32 CFR part 170: Cybersecurity Maturity Model Certification', url: 'https://www.ecfr.gov/current/title-32/subtitle-A/chapter-I/subchapter-G/part-170' },
        },
      },
    },
    {
      why: 'Federal agencies stopped paying by paper cheque on 30 September 2025 (Executive Order 14247), so that a firm that cannot take electronic payment is not paid.',
      revise: 'FIN-1-03',
      as: { weight: 4 },
    },
    {
      why: 'Version 1 asked for accounts, updates and multi-factor authentication, but not whether people know a false mail when they see one, which is how most attacks on small firms begin.',
      add: {
        id: 'TEC-1-04',
        area: 'technology-cybersecurity',
        tier: 1,
        text: 'We show everybody who uses our systems how to recognise and report phishing, when they start and once a year.',
        weight: 3,
        critical: false,
        evidence: 'The material with its date, and the list of who went through it within the last 12 months.',
        remediation: {
          text: 'Take the free material of CISA and add two false mails that reached you. Spend half an hour on it with everybody, say to whom a suspicious mail is passed on, and thank those who do it. Put it on the checklist for new staff and repeat it each year.',
          effort: 'hours',
          source: { title: 'CISA: Secure Our World', url: 'https://www.cisa.gov/secure-our-world' },
        },
        serviceCategory: 'cybersecurity',
      },
    },
    {
      why: 'Staff paste documents of customers into AI tools that were not there, or not used, when version 1 was written; buyers have begun to ask what keeps their data out of them.',
      add: {
        id: 'REC-2-04',
        area: 'records-data-privacy',
        tier: 2,
        text: 'We have a written rule on which AI tools staff may use, and it keeps non-public data of our customers out of all others.',
        weight: 3,
        critical: false,
        evidence: 'The rule with its date, the list of approved tools with the terms under which they may keep what is entered, and who was told.',
        remediation: {
          text: 'Ask staff which AI tools they use, also private ones. Read for each whether it keeps or learns from what is entered, and approve those that do not. Write one page: approved tools, what never goes into any other (customer documents, personal data, prices), who answers questions. Check your contracts for clauses that forbid more.',
          effort: 'days',
          source: { title: 'NIST: AI risk management framework', url: 'https://www.nist.gov/itl/ai-risk-management-framework' },
        },
        serviceCategory: 'records-and-privacy',
      },
    },
  ],
});
