import type { Area } from '../catalogue.js';

/** Basic safeguarding, NIST SP 800-171 and CMMC, in the words of a firm without a security team. */
export const TECHNOLOGY_CYBERSECURITY: Area = {
  id: 'technology-cybersecurity',
  title: 'Technology & cyber-security',
  summary:
    'Whether systems that hold buyer information are guarded as contracts ask, and the firm would notice and survive an attack.',
  statements: [
    {
      id: 'TEC-1-01',
      area: 'technology-cybersecurity',
      tier: 1,
      text: 'We give each person an account of their own and remove it on the day they leave.',
      weight: 4,
      critical: true,
      evidence: 'A list of accounts with their owners, and the leaver checklist of the last person who left.',
      remediation: {
        text: 'Export the users of your mail, file and accounting systems and put a name beside each. Close shared and orphaned accounts and change the passwords they used. Add "accounts closed" with a time to the leaver checklist.',
        effort: 'days',
        source: {
          title: 'NIST: small business cybersecurity corner',
          url: 'https://www.nist.gov/itl/smallbusinesscyber',
        },
      },
      serviceCategory: 'it-services',
    },
    {
      id: 'TEC-1-02',
      area: 'technology-cybersecurity',
      tier: 1,
      text: 'We require multi-factor authentication for e-mail, remote access and administrator accounts.',
      weight: 5,
      critical: false,
      evidence: 'The setting that enforces it for all users, and the report of who has enrolled.',
      remediation: {
        text: 'Switch on enforcement in your mail and cloud administration, administrators first, then all others within two weeks. Prefer security keys or an authenticator app to text messages. Keep recovery codes in a sealed envelope in the safe.',
        effort: 'days',
        source: { title: 'CISA: more than a password', url: 'https://www.cisa.gov/MFA' },
      },
      serviceCategory: 'cybersecurity',
    },
    {
      id: 'TEC-1-03',
      area: 'technology-cybersecurity',
      tier: 1,
      text: 'We install security updates automatically, and our computers run software that its maker still supports.',
      weight: 4,
      critical: false,
      evidence: 'An inventory of devices with operating system and version, and the policy that installs updates.',
      remediation: {
        text: 'List all computers, phones, routers and servers with their versions. Switch on automatic updates and replace what no longer gets them. Look at the catalogue of exploited vulnerabilities for products that you use, and patch those first.',
        effort: 'days',
        source: {
          title: 'CISA: known exploited vulnerabilities catalogue',
          url: 'https://www.cisa.gov/known-exploited-vulnerabilities-catalog',
        },
      },
      serviceCategory: 'it-services',
    },
    {
      id: 'TEC-2-01',
      area: 'technology-cybersecurity',
      tier: 2,
      text: 'We meet the 15 basic safeguarding requirements for systems that hold federal contract information.',
      weight: 5,
      critical: true,
      evidence:
        'A table of the 15 requirements of FAR 52.204-21 with how each is met, by whom, and a screenshot or document for each.',
      remediation: {
        text: 'Copy the 15 requirements into a table and write beside each what you do today. Close the simple ones first: named accounts, visitor control, malware protection, wiping of disks. State buyers accept the same list as a sign of good order. Newer contracts carry it under the number 52.240-93.',
        effort: 'weeks',
        source: { title: 'FAR 52.204-21: basic safeguarding', url: 'https://www.acquisition.gov/far/52.204-21' },
      },
      serviceCategory: 'cybersecurity',
    },
    {
      id: 'TEC-2-02',
      area: 'technology-cybersecurity',
      tier: 2,
      text: 'We have a written incident response plan with names, telephone numbers and reporting deadlines.',
      weight: 4,
      critical: false,
      evidence: 'The plan with date and owner, including the 72-hour report where defence contracts call for it.',
      remediation: {
        text: 'Write on two pages who decides, who disconnects systems, who calls insurer, lawyer and customers, and where logs are kept. List each contract with its deadline for reports. Print it, because it must be readable when the network is down.',
        effort: 'days',
        source: { title: 'NIST: incident response project', url: 'https://csrc.nist.gov/projects/incident-response' },
      },
      serviceCategory: 'cybersecurity',
    },
    {
      id: 'TEC-2-03',
      area: 'technology-cybersecurity',
      tier: 2,
      text: 'We have a system security plan and a self-assessment against NIST SP 800-171 for controlled unclassified information.',
      weight: 3,
      critical: false,
      evidence: 'The system security plan, the scored self-assessment, and the plan of action for what is open.',
      remediation: {
        text: 'First decide whether you will hold controlled unclassified information at all: if not, answer "not applicable". Draw the boundary of the systems that hold it, as small as possible. Score each requirement honestly and give each gap an owner and a date. Contracts name the revision that counts.',
        effort: 'months',
        source: {
          title: 'NIST SP 800-171: protecting controlled unclassified information',
          url: 'https://csrc.nist.gov/projects/protecting-controlled-unclassified-information',
        },
      },
      serviceCategory: 'cybersecurity',
    },
    {
      id: 'TEC-2-04',
      area: 'technology-cybersecurity',
      tier: 2,
      text: 'We know the CMMC level that our target contracts ask for and have recorded the assessment it requires.',
      weight: 3,
      critical: false,
      evidence: 'The entry in the Supplier Performance Risk System or the certificate, with the yearly affirmation.',
      remediation: {
        text: 'Read two or three solicitations you would bid on and note the CMMC level. Level 1 is a yearly self-assessment of the basic safeguards; higher levels build on NIST SP 800-171. Enter the result and the affirmation of a senior official where the programme asks for it. Firms without defence work may answer "not applicable".',
        effort: 'months',
        source: {
          title: '32 CFR part 170: Cybersecurity Maturity Model Certification',
          url: 'https://www.ecfr.gov/current/title-32/subtitle-A/chapter-I/subchapter-G/part-170',
        },
      },
      serviceCategory: 'cybersecurity',
    },
    {
      id: 'TEC-3-01',
      area: 'technology-cybersecurity',
      tier: 3,
      text: 'We keep backups that an attacker on our network cannot delete, and we have restored from them within a year.',
      weight: 5,
      critical: false,
      evidence:
        'The navigator sees the backup settings and watches a restore of a file, or the record of the last restore test.',
      remediation: {
        text: 'Keep three copies on two kinds of storage, one of them offline or locked against deletion. Restore a folder and a whole machine, time it, and write down what was missing. Repeat twice a year and after every change of system.',
        effort: 'weeks',
        source: { title: 'CISA: Stop Ransomware', url: 'https://www.cisa.gov/stopransomware' },
      },
      serviceCategory: 'it-services',
    },
    {
      id: 'TEC-3-02',
      area: 'technology-cybersecurity',
      tier: 3,
      text: 'We have practised our response to a cyber incident with the people in the plan within the last 12 months.',
      weight: 3,
      critical: false,
      evidence:
        'Date, scenario, attendance and lessons of the exercise; the navigator asks two participants what they would do first.',
      remediation: {
        text: 'Take a free tabletop package, choose the ransomware case and spend 90 minutes on it with everyone in the plan. Write down each moment in which nobody knew the answer. Change the plan and set the date of the next exercise.',
        effort: 'days',
        source: {
          title: 'CISA: tabletop exercise packages',
          url: 'https://www.cisa.gov/resources-tools/services/cisa-tabletop-exercise-packages',
        },
      },
      serviceCategory: 'cybersecurity',
    },
    {
      id: 'TEC-3-03',
      area: 'technology-cybersecurity',
      tier: 3,
      text: 'We have our internet-facing systems scanned for weaknesses regularly and repair what is found.',
      weight: 3,
      critical: false,
      evidence: 'The last two scan reports; the navigator follows one serious finding from report to repair.',
      remediation: {
        text: 'List your addresses, domains and cloud services that can be reached from the internet. Ask CISA about its free vulnerability scanning or use a scanning service. Repair serious findings within 15 days and keep the proof.',
        effort: 'weeks',
        source: { title: 'CISA: cyber hygiene services', url: 'https://www.cisa.gov/cyber-hygiene-services' },
      },
      serviceCategory: 'cybersecurity',
    },
  ],
};
