import type { Area } from '../catalogue.js';

/** Books, tax, cost accounting and cash: what DCAA or a state auditor would ask for. */
export const FINANCE_ACCOUNTING: Area = {
  id: 'finance-accounting',
  title: 'Finance & accounting',
  summary:
    'Whether the books are in order, costs can be traced to a contract, and the firm can carry the work until it is paid.',
  statements: [
    {
      id: 'FIN-1-01',
      area: 'finance-accounting',
      tier: 1,
      text: 'We keep business money and books apart from the private money of the owners.',
      weight: 4,
      critical: true,
      evidence: 'Statements of a bank account in the name of the business, and a ledger without private expenses.',
      remediation: {
        text: 'Open a bank account and a card in the name of the business and stop private spending from them. Move recurring business bills over and book past mixed items as owner draws. Start a ledger in any accounting package and reconcile it with the bank every month.',
        effort: 'days',
        source: {
          title: 'IRS: recordkeeping for small businesses',
          url: 'https://www.irs.gov/businesses/small-businesses-self-employed/recordkeeping',
        },
      },
      serviceCategory: 'bookkeeping',
    },
    {
      id: 'FIN-1-02',
      area: 'finance-accounting',
      tier: 1,
      text: 'We have filed all tax returns that are due and owe no overdue tax outside an agreed payment plan.',
      weight: 5,
      critical: true,
      evidence:
        'Federal account transcript or state tax clearance letter, or the agreed payment plan with proof of its instalments.',
      remediation: {
        text: 'Look at your business tax account with the IRS and your state and list missing returns and balances. File what is missing first, then ask for a payment plan for what you cannot pay at once. Offers ask about delinquent federal tax, so keep the confirmation.',
        effort: 'weeks',
        source: { title: 'IRS: businesses and self-employed', url: 'https://www.irs.gov/businesses' },
      },
      serviceCategory: 'bookkeeping',
    },
    {
      id: 'FIN-1-03',
      area: 'finance-accounting',
      tier: 1,
      text: 'We can accept electronic payment and send invoices with the details that public buyers require.',
      weight: 3,
      critical: false,
      evidence:
        'Bank details in the SAM.gov record and a sample invoice with contract number, line items, period and remittance details.',
      remediation: {
        text: 'Enter your bank account in SAM.gov, because federal buyers pay by electronic transfer. Build an invoice template with the items that the prompt payment rules call for. Register for the invoicing portal that your buyer names.',
        effort: 'hours',
        source: { title: 'FAR subpart 32.9: prompt payment', url: 'https://www.acquisition.gov/far/subpart-32.9' },
      },
      serviceCategory: 'bookkeeping',
    },
    {
      id: 'FIN-2-01',
      area: 'finance-accounting',
      tier: 2,
      text: 'We produce a balance sheet, a profit and loss statement and a cash-flow statement every quarter or more often.',
      weight: 4,
      critical: false,
      evidence:
        'The last four quarterly statements, and the annual statements of the last two years if the firm is that old.',
      remediation: {
        text: 'Close the books each month with a checklist: bank, cards, payables, receivables, payroll. Print the three statements from your accounting package and have an accountant look at the first set. Compare with the quarter before and write down what changed.',
        effort: 'weeks',
        source: {
          title: 'SBA: manage your finances',
          url: 'https://www.sba.gov/business-guide/manage-your-business/manage-your-finances',
        },
      },
      serviceCategory: 'bookkeeping',
    },
    {
      id: 'FIN-2-02',
      area: 'finance-accounting',
      tier: 2,
      text: 'We record direct costs by contract and keep them apart from indirect costs in our ledger.',
      weight: 4,
      critical: false,
      evidence: 'Chart of accounts and a job-cost report that agrees with the general ledger for one month.',
      remediation: {
        text: 'Give every contract a job code and charge labour, materials and subcontracts to it. Group the rest in indirect pools such as fringe, overhead and general administration. Check each month that the job-cost report adds up to the ledger.',
        effort: 'weeks',
        source: {
          title: 'DCAA: information for small businesses',
          url: 'https://www.dcaa.mil/Customers/Small-Business/',
        },
      },
      serviceCategory: 'cost-accounting',
    },
    {
      id: 'FIN-2-03',
      area: 'finance-accounting',
      tier: 2,
      text: 'We have a written policy that keeps unallowable costs out of the prices and invoices of public contracts.',
      weight: 3,
      critical: false,
      evidence: 'The policy, and the accounts in the chart of accounts that collect unallowable costs.',
      remediation: {
        text: 'Read the list of selected costs in FAR 31.205 and mark those that you have, such as entertainment, fines or lobbying. Create a separate account for each and train whoever books invoices. State in the policy that these accounts never enter a rate or a bill.',
        effort: 'days',
        source: { title: 'FAR part 31: contract cost principles', url: 'https://www.acquisition.gov/far/part-31' },
      },
      serviceCategory: 'cost-accounting',
    },
    {
      id: 'FIN-2-04',
      area: 'finance-accounting',
      tier: 2,
      text: 'We have credit or reserves that cover at least 60 days of payroll and supplier bills on a new contract.',
      weight: 3,
      critical: false,
      evidence:
        'A cash-flow forecast for 6 months with a new contract in it, and the bank letter or statement that covers the lowest point.',
      remediation: {
        text: 'Forecast cash by week with wages going out and the first payment arriving 60 days later. Ask your bank for a line of credit that covers the lowest point before you need it. SBA-backed working capital loans are made for this case.',
        effort: 'weeks',
        source: { title: 'SBA: loans', url: 'https://www.sba.gov/funding-programs/loans' },
      },
      serviceCategory: 'bookkeeping',
    },
    {
      id: 'FIN-3-01',
      area: 'finance-accounting',
      tier: 3,
      text: 'We have every employee record hours daily by contract, and a supervisor approve each timesheet.',
      weight: 5,
      critical: false,
      evidence:
        'The navigator picks two employees and one pay period and follows hours from timesheet to payroll to invoice.',
      remediation: {
        text: 'Choose a timekeeping tool that logs who entered what and when, and set up a code for each contract and for indirect work. Write a one-page rule: enter daily, own time only, corrections with a reason, supervisor approves. Check for gaps every week.',
        effort: 'weeks',
        source: { title: 'DCAA: checklists and tools', url: 'https://www.dcaa.mil/Checklists-Tools/' },
      },
      serviceCategory: 'cost-accounting',
    },
    {
      id: 'FIN-3-02',
      area: 'finance-accounting',
      tier: 3,
      text: 'We can trace any invoice line back to the timesheet, receipt or supplier bill behind it.',
      weight: 4,
      critical: false,
      evidence:
        'The navigator names three lines of recent invoices, and the firm shows the records behind them within an hour.',
      remediation: {
        text: 'Keep a backup folder for each invoice with timesheets, receipts and supplier bills in the order of its lines. Try it with last month: trace five lines and note where you got lost. Fix the step where paper is missing, mostly card receipts.',
        effort: 'days',
        source: {
          title: 'FAR subpart 4.7: contractor records retention',
          url: 'https://www.acquisition.gov/far/subpart-4.7',
        },
      },
      serviceCategory: 'cost-accounting',
    },
    {
      id: 'FIN-3-03',
      area: 'finance-accounting',
      tier: 3,
      text: 'We separate duties so that no one person can both approve a payment and release it.',
      weight: 3,
      critical: false,
      evidence:
        'Bank rights and a sample of payments that the navigator reads for two different people or the owner as second check.',
      remediation: {
        text: 'List who enters suppliers, approves bills, releases payments and reconciles the bank. Split at least approval and release, with the owner as the second person in a small firm. Switch on dual approval and alerts at the bank.',
        effort: 'days',
        source: { title: 'GAO: standards for internal control (Green Book)', url: 'https://www.gao.gov/greenbook' },
      },
      serviceCategory: 'bookkeeping',
    },
  ],
};
