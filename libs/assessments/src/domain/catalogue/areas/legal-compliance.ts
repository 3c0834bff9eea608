import type { Area } from '../catalogue.js';

/** Registration, eligibility and conduct: what a contracting officer checks before reading the offer. */
export const LEGAL_COMPLIANCE: Area = {
  id: 'legal-compliance',
  title: 'Legal & compliance',
  summary:
    'Whether the firm exists in law, is registered to sell to public buyers, and keeps the rules of conduct they impose.',
  statements: [
    {
      id: 'LEG-1-01',
      area: 'legal-compliance',
      tier: 1,
      text: 'We hold an active SAM.gov registration with a Unique Entity ID under our exact legal name.',
      weight: 5,
      critical: true,
      evidence:
        'The entity record from SAM.gov showing the Unique Entity ID, the status Active and an expiry date in the future.',
      remediation: {
        text: 'Sign in to SAM.gov, request a Unique Entity ID and start a full entity registration for all awards. Have your legal name, address, tax number and bank details exactly as your incorporation and tax papers show them. Registration is free: ignore anyone who asks a fee, and set a reminder to renew it every year.',
        effort: 'weeks',
        source: { title: 'SAM.gov: entity registration', url: 'https://sam.gov/entity-registration' },
      },
      serviceCategory: 'legal',
    },
    {
      id: 'LEG-1-02',
      area: 'legal-compliance',
      tier: 1,
      text: 'We are a legally formed business in good standing with the state where we are registered.',
      weight: 5,
      critical: true,
      evidence:
        'Articles of incorporation or organisation, or the trade-name filing of a sole proprietor, and a current certificate of good standing.',
      remediation: {
        text: 'Look your firm up in the business register of your Secretary of State and note its status. File any annual report or franchise tax that is due, then ask for a certificate of good standing. If you have not formed an entity yet, choose a structure and register it first.',
        effort: 'days',
        source: {
          title: 'SBA: register your business',
          url: 'https://www.sba.gov/business-guide/launch-your-business/register-your-business',
        },
      },
      serviceCategory: 'legal',
    },
    {
      id: 'LEG-1-03',
      area: 'legal-compliance',
      tier: 1,
      text: 'We and all our owners and managers are free of any debarment, suspension or exclusion from public contracts.',
      weight: 5,
      critical: true,
      evidence:
        'Exclusion searches on SAM.gov for the firm and each principal, dated within the last 12 months, without a match.',
      remediation: {
        text: 'Search the SAM.gov exclusions for the firm and for each owner and manager, and keep the dated result. If there is a match, read who excluded you and why, and ask that agency for the way to end it. Answer the responsibility questions of your registration truthfully meanwhile.',
        effort: 'hours',
        source: {
          title: 'FAR subpart 9.4: debarment, suspension and ineligibility',
          url: 'https://www.acquisition.gov/far/subpart-9.4',
        },
      },
      serviceCategory: 'legal',
    },
    {
      id: 'LEG-1-04',
      area: 'legal-compliance',
      tier: 1,
      text: 'We hold every licence and permit that our trade needs in each place where we work.',
      weight: 4,
      critical: false,
      evidence: 'A list of licences and permits with number, issuing authority and expiry date, with a copy of each.',
      remediation: {
        text: 'List each activity and each city, county and state where you perform it. Ask the licensing office of each what is required and put the renewal dates in one calendar. Name one person who renews them.',
        effort: 'weeks',
        source: {
          title: 'SBA: apply for licences and permits',
          url: 'https://www.sba.gov/business-guide/launch-your-business/apply-licenses-permits',
        },
      },
      serviceCategory: 'legal',
    },
    {
      id: 'LEG-2-01',
      area: 'legal-compliance',
      tier: 2,
      text: 'We have reviewed our annual representations and certifications in SAM.gov within the last 12 months.',
      weight: 4,
      critical: false,
      evidence:
        'The representations and certifications as downloaded from SAM.gov, with date and the name of the person who certified them.',
      remediation: {
        text: 'Open your entity record in SAM.gov and read each representation before you accept it: size, ownership, tax, place of manufacture. Ask about every line you cannot prove, because a false one can be prosecuted. Download the certified version and file it with the date.',
        effort: 'hours',
        source: {
          title: 'FAR subpart 4.12: representations and certifications',
          url: 'https://www.acquisition.gov/far/subpart-4.12',
        },
      },
      serviceCategory: 'legal',
    },
    {
      id: 'LEG-2-02',
      area: 'legal-compliance',
      tier: 2,
      text: 'We have a written code of business ethics that every employee has received and signed.',
      weight: 3,
      critical: false,
      evidence:
        'The code with its date, and signed acknowledgements or a training list covering all current employees.',
      remediation: {
        text: 'Write two pages: gifts, kickbacks, honest time and billing, conflicts of interest, how to report a concern without fear. Give it to everybody, collect signatures, and repeat for new staff. Larger contracts require such a code within 30 days of award.',
        effort: 'days',
        source: {
          title: 'FAR subpart 3.10: contractor code of business ethics',
          url: 'https://www.acquisition.gov/far/subpart-3.10',
        },
      },
      serviceCategory: 'legal',
    },
    {
      id: 'LEG-2-03',
      area: 'legal-compliance',
      tier: 2,
      text: 'We use a written form of agreement, reviewed by a lawyer, for customers, subcontractors and non-disclosure.',
      weight: 3,
      critical: false,
      evidence: 'The current templates, and a note or invoice showing who reviewed them and when.',
      remediation: {
        text: 'Collect the agreements you signed last year and pick one of each kind as a base. Have a lawyer check liability, payment, termination, intellectual property and flow-down of government clauses. Keep the approved templates in one folder and forbid older copies.',
        effort: 'weeks',
        source: {
          title: 'SBA: stay legally compliant',
          url: 'https://www.sba.gov/business-guide/manage-your-business/stay-legally-compliant',
        },
      },
      serviceCategory: 'legal',
    },
    {
      id: 'LEG-3-01',
      area: 'legal-compliance',
      tier: 3,
      text: 'We check every new bid for organisational and personal conflicts of interest and write down the outcome.',
      weight: 3,
      critical: false,
      evidence:
        'Conflict checks of two recent bids, which the navigator compares with the bid file and the people involved.',
      remediation: {
        text: 'Add one page to your bid checklist: who advised the buyer, who used to work there, which customers compete, who has family in the agency. Have the owner sign it before the bid goes out. Raise a possible conflict with the contracting officer early, with a proposal to mitigate it.',
        effort: 'hours',
        source: {
          title: 'FAR subpart 9.5: organisational conflicts of interest',
          url: 'https://www.acquisition.gov/far/subpart-9.5',
        },
      },
      serviceCategory: 'legal',
    },
    {
      id: 'LEG-3-02',
      area: 'legal-compliance',
      tier: 3,
      text: 'We can show, for a current contract, each clause that binds us and the person who sees to it.',
      weight: 4,
      critical: false,
      evidence:
        'A clause matrix of one real contract; the navigator picks three clauses and asks the named people how they are met.',
      remediation: {
        text: 'Take one contract and list its clauses in a table: number, what it asks, when, who is responsible, proof. Read the full text of the clauses that are included by reference. Walk through the table with the team at kick-off and every quarter.',
        effort: 'days',
        source: { title: 'FAR part 52: provisions and clauses', url: 'https://www.acquisition.gov/far/part-52' },
      },
      serviceCategory: 'legal',
    },
    {
      id: 'LEG-3-03',
      area: 'legal-compliance',
      tier: 3,
      text: 'We offer staff a way to report misconduct in confidence, and every report is looked into and closed.',
      weight: 2,
      critical: false,
      evidence: 'The reporting channel tried out by the navigator, and the log of reports with outcome, names removed.',
      remediation: {
        text: 'Name two people, one outside the management line, who take reports, and show the agency Inspector General hotline on the notice board. Keep a simple log: date, subject, what was done, closed when. Tell staff in writing that reprisal is forbidden.',
        effort: 'days',
        source: {
          title: 'FAR subpart 3.9: whistleblower protections',
          url: 'https://www.acquisition.gov/far/subpart-3.9',
        },
      },
      serviceCategory: 'hr',
    },
  ],
};
