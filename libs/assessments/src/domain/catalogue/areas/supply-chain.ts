import type { Area } from '../catalogue.js';

/** Suppliers, subcontractors and the origin of goods. */
export const SUPPLY_CHAIN: Area = {
  id: 'supply-chain',
  title: 'Supply chain & subcontracting',
  summary: 'Whether suppliers and subcontractors are allowed, known, bound by the same rules, and paid.',
  statements: [
    {
      id: 'SUP-1-01',
      area: 'supply-chain',
      tier: 1,
      text: 'We neither sell nor use telecommunications or video equipment that Section 889 bans.',
      weight: 5,
      critical: true,
      evidence:
        'A dated check of routers, cameras, phones and radios by make and model against the banned makers and their affiliates.',
      remediation: {
        text: 'List every camera, router, phone system and radio in the firm and in what you sell, by maker. Compare with the companies that Section 889 names, and mind re-branded cameras. Replace what is banned before you certify, since the ban covers use as well as sale.',
        effort: 'days',
        source: { title: 'Section 889 policies', url: 'https://www.acquisition.gov/Section-889-Policies' },
      },
      serviceCategory: 'supply-chain',
    },
    {
      id: 'SUP-1-02',
      area: 'supply-chain',
      tier: 1,
      text: 'We check that subcontractors and key suppliers are not excluded from public contracts before we hire them.',
      weight: 4,
      critical: true,
      evidence:
        'Dated exclusion searches for the current subcontractors, or a statement that the firm uses none with the check it would make.',
      remediation: {
        text: 'Search each subcontractor by name and Unique Entity ID among the SAM.gov exclusions and save the dated result. Repeat before each new order and once a year. Put a declaration of the same in your subcontract form.',
        effort: 'hours',
        source: { title: 'SAM.gov: search of exclusions', url: 'https://sam.gov/' },
      },
      serviceCategory: 'supply-chain',
    },
    {
      id: 'SUP-1-03',
      area: 'supply-chain',
      tier: 1,
      text: 'We know the country of origin of the goods that we sell to public buyers.',
      weight: 3,
      critical: false,
      evidence:
        'A list of products with the country of manufacture or final transformation and where that information comes from.',
      remediation: {
        text: 'Ask each maker in writing where the product is made and what share of its cost is domestic. Keep the answers with the product list. Use them for the Buy American and Trade Agreements certificates and ask again every year.',
        effort: 'weeks',
        source: { title: 'FAR part 25: foreign acquisition', url: 'https://www.acquisition.gov/far/part-25' },
      },
      serviceCategory: 'supply-chain',
    },
    {
      id: 'SUP-1-04',
      area: 'supply-chain',
      tier: 1,
      text: 'We know a second source for each supply without which we could not deliver.',
      weight: 3,
      critical: false,
      evidence:
        'A list of critical supplies with first and second source, lead times and the date of the last quotation.',
      remediation: {
        text: 'Mark the supplies whose absence would stop a contract within two weeks. Find and ask a second source for each, and place one small order to try it. Where there is none, hold stock and tell the customer about the risk.',
        effort: 'weeks',
        source: {
          title: 'NIST: cybersecurity supply chain risk management',
          url: 'https://csrc.nist.gov/projects/cyber-supply-chain-risk-management',
        },
      },
      serviceCategory: 'supply-chain',
    },
    {
      id: 'SUP-2-01',
      area: 'supply-chain',
      tier: 2,
      text: 'We use written subcontracts that pass on the clauses which our own contract tells us to pass on.',
      weight: 4,
      critical: false,
      evidence: 'A subcontract with its flow-down list, and the prime contract from which the list was made.',
      remediation: {
        text: 'Go through your contract and mark each clause that says "insert in subcontracts". Put these in an annex of your subcontract form, with the value limits that they name. Do not pass on everything blindly: it frightens good firms and binds them to the wrong rules.',
        effort: 'days',
        source: {
          title: 'FAR part 44: subcontracting policies and procedures',
          url: 'https://www.acquisition.gov/far/part-44',
        },
      },
      serviceCategory: 'legal',
    },
    {
      id: 'SUP-2-02',
      area: 'supply-chain',
      tier: 2,
      text: 'We choose suppliers by a written rule and keep the quotations and reasons for larger purchases.',
      weight: 3,
      critical: false,
      evidence: 'The purchasing rule with its limits, and the files of three purchases with quotations and reasons.',
      remediation: {
        text: 'Write one page: from which sum two or three quotations are needed, who approves, what is filed. Make a form with price, quality, delivery and reason. Check one purchase a month for completeness.',
        effort: 'days',
        source: {
          title: 'SBA: prime and subcontracting',
          url: 'https://www.sba.gov/federal-contracting/contracting-guide/prime-subcontracting',
        },
      },
      serviceCategory: 'supply-chain',
    },
    {
      id: 'SUP-2-03',
      area: 'supply-chain',
      tier: 2,
      text: 'We plan and record our share of the work on set-aside contracts, within the limitations on subcontracting.',
      weight: 4,
      critical: false,
      evidence:
        'A calculation for one set-aside contract or bid of what goes to firms that are not similarly situated.',
      remediation: {
        text: 'Look up the percentage for your kind of contract: services, supplies or construction. Work out before the bid how much you will pay to firms without your status. Track it each month and correct course early. Firms that do not bid on set-asides may answer "not applicable".',
        effort: 'days',
        source: { title: 'FAR part 19: small business programmes', url: 'https://www.acquisition.gov/far/part-19' },
      },
      serviceCategory: 'capture-and-proposal',
    },
    {
      id: 'SUP-3-01',
      area: 'supply-chain',
      tier: 3,
      text: 'We inspect what suppliers deliver and keep counterfeit or faulty goods out of our work.',
      weight: 3,
      critical: false,
      evidence: 'The navigator follows one incoming delivery through receipt, check and storage, or its records.',
      remediation: {
        text: 'Buy from the maker or an authorised seller wherever you can. Write down what is checked on receipt for each kind of goods, and set doubtful items apart with a red tag. Report suspected counterfeits to the customer before you use or return them.',
        effort: 'weeks',
        source: {
          title: 'FAR subpart 46.3: contract clauses on quality and nonconforming items',
          url: 'https://www.acquisition.gov/far/subpart-46.3',
        },
      },
      serviceCategory: 'quality-management',
    },
    {
      id: 'SUP-3-02',
      area: 'supply-chain',
      tier: 3,
      text: 'We pay subcontractors on the terms agreed, and do not wait longer once we are paid.',
      weight: 3,
      critical: false,
      evidence:
        'The navigator compares payment dates of five supplier bills with their terms and with our own receipts.',
      remediation: {
        text: 'Print the list of open bills with due dates and pay what is late. Set the payment run to follow the due dates, and pay small subcontractors within days of your own receipt. Tell a supplier in writing when you dispute a bill and why.',
        effort: 'days',
        source: {
          title: 'FAR 52.232-40: accelerated payments to small business subcontractors',
          url: 'https://www.acquisition.gov/far/52.232-40',
        },
      },
      serviceCategory: 'bookkeeping',
    },
    {
      id: 'SUP-3-03',
      area: 'supply-chain',
      tier: 3,
      text: 'We review the performance of our main subcontractors and suppliers at least once a year.',
      weight: 2,
      critical: false,
      evidence: 'The last reviews with scores; the navigator asks what followed from the weakest of them.',
      remediation: {
        text: 'Score each main supplier on quality, dates, price and compliance from your own records. Discuss the result with them and agree one improvement. Replace those that stay weak twice, before a contract suffers.',
        effort: 'days',
        source: { title: 'NIST MEP: supply chain services', url: 'https://www.nist.gov/mep/supply-chain' },
      },
      serviceCategory: 'supply-chain',
    },
  ],
};
