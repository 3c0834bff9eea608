import type { Area } from '../catalogue.js';

/** Hiring, pay, fair treatment and safety of the people who do the work. */
export const WORKFORCE_HR: Area = {
  id: 'workforce-hr',
  title: 'Workforce & HR',
  summary:
    'Whether people are lawfully hired, rightly paid, fairly treated, trained and safe, also under the rules of public contracts.',
  statements: [
    {
      id: 'WRK-1-01',
      area: 'workforce-hr',
      tier: 1,
      text: 'We complete a Form I-9 for every person we hire, within three business days of the first day of work.',
      weight: 5,
      critical: true,
      evidence:
        'A list of current employees with hire date and I-9 date, or a statement that the firm has no employees.',
      remediation: {
        text: 'Download the current form and its instructions and compare your files with the list of employees. Complete a missing form now with the true date and a short note why it is late; never back-date. Put the form on your hiring checklist.',
        effort: 'days',
        source: { title: 'USCIS: I-9 Central', url: 'https://www.uscis.gov/i-9-central' },
      },
      serviceCategory: 'hr',
    },
    {
      id: 'WRK-1-02',
      area: 'workforce-hr',
      tier: 1,
      text: 'We pay at least the minimum wage and overtime that law and contract require, on time and with a pay record.',
      weight: 5,
      critical: true,
      evidence:
        'Payroll register of one recent period with hours, rates and overtime, or a statement that the firm has no employees.',
      remediation: {
        text: 'List each position with its rate, hours and whether it is exempt from overtime, and check it against federal and state rules. Correct shortfalls and pay what is owed. Use a payroll service if nobody in the firm knows the rules well.',
        effort: 'weeks',
        source: { title: 'DOL: Fair Labor Standards Act', url: 'https://www.dol.gov/agencies/whd/flsa' },
      },
      serviceCategory: 'hr',
    },
    {
      id: 'WRK-1-03',
      area: 'workforce-hr',
      tier: 1,
      text: "We carry workers' compensation and pay unemployment insurance where our states require it.",
      weight: 4,
      critical: false,
      evidence:
        "Certificate of workers' compensation insurance or state exemption, and the state unemployment account number.",
      remediation: {
        text: "Ask the workers' compensation board of each state where people work whether you need cover, and buy it or file for the exemption. Register for a state unemployment account. Put both renewal dates in the calendar.",
        effort: 'days',
        source: { title: "DOL: workers' compensation", url: 'https://www.dol.gov/general/topic/workcomp' },
      },
      serviceCategory: 'insurance',
    },
    {
      id: 'WRK-1-04',
      area: 'workforce-hr',
      tier: 1,
      text: 'We treat people as contractors only where they really run a business of their own.',
      weight: 3,
      critical: false,
      evidence:
        'A list of individual contractors with the agreement of each and a short note on why they are not employees.',
      remediation: {
        text: 'Go through everybody paid without a payroll and ask who sets the hours, owns the tools and bears the loss. Move doubtful cases to payroll or get advice before the next payment. Keep the reasoning in the file.',
        effort: 'days',
        source: {
          title: 'DOL: misclassification of employees',
          url: 'https://www.dol.gov/agencies/whd/flsa/misclassification',
        },
      },
      serviceCategory: 'hr',
    },
    {
      id: 'WRK-2-01',
      area: 'workforce-hr',
      tier: 2,
      text: 'We have a written policy against discrimination and harassment that tells staff how to complain.',
      weight: 4,
      critical: false,
      evidence: 'The policy with its date, and proof that staff received it.',
      remediation: {
        text: 'Start from the free small-business guidance of the EEOC and adapt it: what is forbidden, whom to tell, what happens then, no reprisal. Give it to all staff and to each new one. Train those who lead others first.',
        effort: 'days',
        source: { title: 'EEOC: small business resource centre', url: 'https://www.eeoc.gov/employers/small-business' },
      },
      serviceCategory: 'hr',
    },
    {
      id: 'WRK-2-02',
      area: 'workforce-hr',
      tier: 2,
      text: 'We know which wage determination applies to our service or construction work and price our offers from it.',
      weight: 4,
      critical: false,
      evidence:
        'The wage determination for one bid or contract, and the mapping of our positions and fringe benefits to it.',
      remediation: {
        text: 'Find the wage determination for the place and kind of work on SAM.gov. Map each position to a listed class and compare wage and fringe with what you pay. Put the difference in the price and the notice on the wall.',
        effort: 'days',
        source: { title: 'DOL: government contracts', url: 'https://www.dol.gov/agencies/whd/government-contracts' },
      },
      serviceCategory: 'hr',
    },
    {
      id: 'WRK-2-03',
      area: 'workforce-hr',
      tier: 2,
      text: 'We are enrolled in E-Verify, or have checked in writing that our contracts and states do not require it.',
      weight: 3,
      critical: false,
      evidence:
        'The E-Verify memorandum of understanding, or a dated note listing contracts and states with the reason.',
      remediation: {
        text: 'Read whether your state or a contract clause asks for E-Verify. Enrol online if so, and name a person who has done the tutorial. Federal contractors have 30 days from award to enrol, so prepare before you win.',
        effort: 'days',
        source: {
          title: 'E-Verify: federal contractors',
          url: 'https://www.e-verify.gov/employers/federal-contractors',
        },
      },
      serviceCategory: 'hr',
    },
    {
      id: 'WRK-2-04',
      area: 'workforce-hr',
      tier: 2,
      text: 'We have a written safety programme that fits the hazards of our work.',
      weight: 3,
      critical: false,
      evidence: 'The programme, a list of hazards with the measures taken, and the injury log where one is required.',
      remediation: {
        text: 'Walk through the workplace with staff and list what could hurt somebody. Decide a measure for each hazard, beginning with the worst. Use the free and confidential on-site consultation that OSHA offers small firms.',
        effort: 'weeks',
        source: { title: 'OSHA: help for small businesses', url: 'https://www.osha.gov/smallbusiness' },
      },
      serviceCategory: 'hr',
    },
    {
      id: 'WRK-3-01',
      area: 'workforce-hr',
      tier: 3,
      text: 'We can prove the qualifications, clearances and licences of the people we name in offers.',
      weight: 4,
      critical: false,
      evidence:
        'The navigator picks three people from an offer or capability statement and sees their certificates or confirmations.',
      remediation: {
        text: 'Keep a folder for each key person: current resume, degrees, licences, clearance date, consent to be named. Check with the issuer rather than by copy. Set reminders for expiry and update resumes twice a year.',
        effort: 'days',
        source: {
          title: 'SBA: hire and manage employees',
          url: 'https://www.sba.gov/business-guide/manage-your-business/hire-manage-employees',
        },
      },
      serviceCategory: 'hr',
    },
    {
      id: 'WRK-3-02',
      area: 'workforce-hr',
      tier: 3,
      text: 'We train staff each year in the rules of our contracts, and staff can say what those rules ask of them.',
      weight: 3,
      critical: false,
      evidence: 'Training records of the last 12 months and a short talk of the navigator with two employees.',
      remediation: {
        text: 'List the trainings that your contracts ask for: timekeeping, security awareness, ethics, human trafficking, safety. Plan each in a calendar, keep attendance, and ask three questions at the end. Repeat for new staff in their first month.',
        effort: 'weeks',
        source: { title: 'FAR part 22: labour laws in acquisitions', url: 'https://www.acquisition.gov/far/part-22' },
      },
      serviceCategory: 'hr',
    },
    {
      id: 'WRK-3-03',
      area: 'workforce-hr',
      tier: 3,
      text: 'We have a substitute, or a plan to hire one, for every person without whom a contract would stop.',
      weight: 3,
      critical: false,
      evidence: 'The list of key roles with substitutes; the navigator asks one substitute to explain the work.',
      remediation: {
        text: 'Name the people whose absence for a month would stop a contract. Write down what only they know, and let a colleague do their work for a day each month. For roles that nobody inside can cover, keep two outside names.',
        effort: 'weeks',
        source: { title: 'Ready.gov: business', url: 'https://www.ready.gov/business' },
      },
      serviceCategory: 'business-continuity',
    },
  ],
};
