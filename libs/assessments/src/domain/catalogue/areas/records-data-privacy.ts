import type { Area } from '../catalogue.js';

/** Keeping, finding, protecting and destroying information. */
export const RECORDS_DATA_PRIVACY: Area = {
  id: 'records-data-privacy',
  title: 'Records, data & privacy',
  summary:
    'Whether contract records can be found for as long as they may be asked for, and personal or marked data is guarded and destroyed.',
  statements: [
    {
      id: 'REC-1-01',
      area: 'records-data-privacy',
      tier: 1,
      text: 'We keep the records of each contract for at least three years after final payment, or longer where required.',
      weight: 4,
      critical: true,
      evidence:
        'The retention rule in writing, and the oldest contract file still kept, or the folder set up for the first contract.',
      remediation: {
        text: 'Make one folder for each contract with offer, award, changes, deliveries, invoices and payments. Write down how long each kind of record is kept and from which event the time runs. Put back-up copies under the same rule and stop deleting until it is done.',
        effort: 'days',
        source: { title: 'FAR 4.703: records retention policy', url: 'https://www.acquisition.gov/far/4.703' },
      },
      serviceCategory: 'records-and-privacy',
    },
    {
      id: 'REC-1-02',
      area: 'records-data-privacy',
      tier: 1,
      text: 'We know what personal data we hold on staff, customers and citizens, and where it is.',
      weight: 4,
      critical: false,
      evidence: 'A list of the kinds of personal data, the systems that hold them, who has access and why.',
      remediation: {
        text: 'Go through mail, shared drives, accounting, payroll, paper files and phones and write down which personal data is where. Delete what you have no reason to keep. Repeat once a year and whenever you buy new software.',
        effort: 'days',
        source: {
          title: 'FTC: protecting personal information, a guide for business',
          url: 'https://www.ftc.gov/business-guidance/resources/protecting-personal-information-guide-business',
        },
      },
      serviceCategory: 'records-and-privacy',
    },
    {
      id: 'REC-1-03',
      area: 'records-data-privacy',
      tier: 1,
      text: 'We encrypt laptops, phones and portable drives that hold business data.',
      weight: 4,
      critical: false,
      evidence: 'A list of devices with the state of encryption, or the report of the device management.',
      remediation: {
        text: 'Switch on the encryption that is built into the operating system, and keep the recovery keys outside the device. Forbid portable drives without encryption. Check the list of devices twice a year.',
        effort: 'hours',
        source: {
          title: 'FTC: cybersecurity for small business',
          url: 'https://www.ftc.gov/business-guidance/small-businesses/cybersecurity',
        },
      },
      serviceCategory: 'it-services',
    },
    {
      id: 'REC-2-01',
      area: 'records-data-privacy',
      tier: 2,
      text: 'We have a written retention schedule that names each kind of record, its period and how it is destroyed.',
      weight: 3,
      critical: false,
      evidence: 'The schedule with date and owner, and one record of destruction made under it.',
      remediation: {
        text: 'List tax, payroll, contract, insurance and personnel records with the longest period that applies to each. Add who destroys them, how, and who may stop it in a dispute. Put the yearly clear-out in the calendar.',
        effort: 'days',
        source: {
          title: 'IRS: how long should I keep records?',
          url: 'https://www.irs.gov/businesses/small-businesses-self-employed/how-long-should-i-keep-records',
        },
      },
      serviceCategory: 'records-and-privacy',
    },
    {
      id: 'REC-2-02',
      area: 'records-data-privacy',
      tier: 2,
      text: 'We publish a privacy notice that says truly what we collect, why, with whom we share it and how to ask about it.',
      weight: 3,
      critical: false,
      evidence: 'The notice as published, with its date, compared with the list of personal data.',
      remediation: {
        text: 'Write the notice from your list of personal data, in plain words, and take out promises that you cannot keep. Check your website for trackers that it does not mention. Look up the law of the states in which your customers live.',
        effort: 'days',
        source: { title: 'FTC: privacy and security', url: 'https://www.ftc.gov/business-guidance/privacy-security' },
      },
      serviceCategory: 'records-and-privacy',
    },
    {
      id: 'REC-2-03',
      area: 'records-data-privacy',
      tier: 2,
      text: 'We have a written plan for notifying people, customers and authorities after a loss of personal data.',
      weight: 3,
      critical: false,
      evidence: 'The plan with deadlines by state and by contract, and a draft notice.',
      remediation: {
        text: 'List the states whose residents are in your data and look up their deadlines for notice. Add the deadlines of your contracts and your cyber insurer. Draft the letter now and agree who signs it.',
        effort: 'days',
        source: {
          title: 'FTC: data breach response, a guide for business',
          url: 'https://www.ftc.gov/business-guidance/resources/data-breach-response-guide-business',
        },
      },
      serviceCategory: 'records-and-privacy',
    },
    {
      id: 'REC-3-01',
      area: 'records-data-privacy',
      tier: 3,
      text: 'We can find any document of a past contract within one working day.',
      weight: 4,
      critical: false,
      evidence: 'The navigator names three documents of a closed contract and measures the time until they are shown.',
      remediation: {
        text: 'Agree one folder layout and one way of naming files for all contracts. Move what lies in private mailboxes and on desktops. Let a colleague look for five old documents and repair the places in which they got lost.',
        effort: 'weeks',
        source: { title: 'National Archives: records management', url: 'https://www.archives.gov/records-mgmt' },
      },
      serviceCategory: 'records-and-privacy',
    },
    {
      id: 'REC-3-02',
      area: 'records-data-privacy',
      tier: 3,
      text: 'We mark, store and share controlled unclassified information as its owner prescribes.',
      weight: 3,
      critical: false,
      evidence:
        'The navigator sees, without reading content, how marked documents are stored and who has access to them.',
      remediation: {
        text: 'Ask the contracting officer which information in the contract is controlled and under which category. Learn the marking from the public register, and keep marked files in one place with named access. Firms that receive none may answer "not applicable".',
        effort: 'weeks',
        source: {
          title: 'National Archives: controlled unclassified information',
          url: 'https://www.archives.gov/cui',
        },
      },
      serviceCategory: 'records-and-privacy',
    },
    {
      id: 'REC-3-03',
      area: 'records-data-privacy',
      tier: 3,
      text: 'We destroy data on old devices and paper so that nobody can read it again, and keep proof.',
      weight: 3,
      critical: false,
      evidence: 'Destruction certificates or a log; the navigator compares two retired devices with it.',
      remediation: {
        text: 'Collect old disks, phones and printers in a locked place. Wipe them with the built-in secure erase or have them shredded with a certificate. Log serial number, method, date and name, and shred paper across.',
        effort: 'days',
        source: { title: 'NIST SP 800-88: media sanitisation', url: 'https://csrc.nist.gov/pubs/sp/800/88/r2/final' },
      },
      serviceCategory: 'records-and-privacy',
    },
  ],
};
