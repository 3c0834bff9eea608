import { describe, expect, it } from '@jest/globals';
import { AREA_IDS, CATALOGUE_LIMITS, checkCatalogue, type Area, type Catalogue, type Statement } from './catalogue.js';
import { CATALOGUE_V1 } from './catalogue-v1.js';

const statements = CATALOGUE_V1.areas.flatMap((area) => area.statements);

/** The published catalogue with one statement changed, so that a finding can only come from the change. */
function withStatement(id: string, change: (statement: Statement) => object): Catalogue {
  expect(statements.map((statement) => statement.id)).toContain(id);
  return withAreas((area) => ({
    ...area,
    statements: area.statements.map((one) => (one.id === id ? { ...one, ...change(one) } : one)),
  }));
}

function withAreas(change: (area: Area) => Area): Catalogue {
  return { ...CATALOGUE_V1, areas: CATALOGUE_V1.areas.map(change) };
}

describe('catalogue version 1', () => {
  it('passes its own check', () => {
    expect(checkCatalogue(CATALOGUE_V1)).toEqual([]);
  });

  it('has the ten areas in their order and at least 90 statements', () => {
    expect(CATALOGUE_V1.areas.map((area) => area.id)).toEqual(AREA_IDS);
    expect(statements.length).toBeGreaterThanOrEqual(90);
  });

  it.each(CATALOGUE_V1.areas)(
    '$id has nine statements or more, three or more a tier, in the order of their ids',
    (area) => {
      expect(area.statements.length).toBeGreaterThanOrEqual(9);
      for (const tier of [1, 2, 3]) {
        expect(area.statements.filter((statement) => statement.tier === tier).length).toBeGreaterThanOrEqual(3);
      }
      const ids = area.statements.map((statement) => statement.id);
      expect(ids).toEqual(ids.toSorted());
    },
  );

  it('has between 8 and 20 critical statements, and none of them advises to answer "not applicable"', () => {
    const critical = statements.filter((statement) => statement.critical);
    expect(critical.length).toBeGreaterThanOrEqual(8);
    expect(critical.length).toBeLessThanOrEqual(20);
    expect(critical.filter((statement) => statement.remediation.text.includes('not applicable'))).toEqual([]);
  });

  it('names a public source by an https address for every remediation', () => {
    for (const { remediation } of statements)
      expect(remediation.source.url).toMatch(/^https:\/\/[a-z0-9.-]+\.(gov|mil|org|us)\//i);
  });

  it('numbers the statements of a tier without a gap', () => {
    for (const area of CATALOGUE_V1.areas) {
      for (const tier of [1, 2, 3]) {
        const numbers = area.statements.filter((one) => one.tier === tier).map((one) => Number(one.id.slice(-2)));
        expect(numbers).toEqual(numbers.map((_, index) => index + 1));
      }
    }
  });
});

describe('a broken statement is refused with its id and what is wrong', () => {
  const url = (address: string) => (one: Statement) => ({
    remediation: { ...one.remediation, source: { ...one.remediation.source, url: address } },
  });
  const remedy = (text: string) => (one: Statement) => ({ remediation: { ...one.remediation, text } });

  it.each<[string, (one: Statement) => object, string]>([
    ['an id of another area', () => ({ id: 'FIN-1-91' }), 'FIN-1-91: id must be LEG-1- and two digits'],
    ['an id of another tier', () => ({ id: 'LEG-2-91' }), 'LEG-2-91: id must be LEG-1- and two digits'],
    ['an id without a number', () => ({ id: 'LEG-1-9' }), 'LEG-1-9: id must be LEG-1- and two digits'],
    [
      'a foreign area',
      () => ({ area: 'supply-chain' }),
      'LEG-1-04: says area supply-chain but stands in legal-compliance',
    ],
    ['a tier that does not exist', () => ({ id: 'LEG-4-01', tier: 4 }), 'LEG-4-01: tier must be 1, 2 or 3, not 4'],
    ['no weight', () => ({ weight: 0 }), 'LEG-1-04: weight must be a whole number from 1 to 5, not 0'],
    ['too much weight', () => ({ weight: 6 }), 'LEG-1-04: weight must be a whole number from 1 to 5, not 6'],
    ['a broken weight', () => ({ weight: 2.5 }), 'LEG-1-04: weight must be a whole number from 1 to 5, not 2.5'],
    ['an unknown service', () => ({ serviceCategory: 'magic' }), 'LEG-1-04: serviceCategory magic is unknown'],
    [
      'an unknown effort',
      (one) => ({ remediation: { ...one.remediation, effort: 'years' } }),
      'LEG-1-04: effort years is unknown',
    ],
    [
      'an http source',
      url('http://sam.gov/'),
      'LEG-1-04: source url must be a full https address, not "http://sam.gov/"',
    ],
    ['a source that is no address', url('sam.gov'), 'LEG-1-04: source url must be a full https address, not "sam.gov"'],
    ['empty evidence', () => ({ evidence: '   ' }), 'LEG-1-04: evidence has 0 characters, allowed are 20 to 300'],
    [
      'long evidence',
      () => ({ evidence: 'x'.repeat(301) }),
      'LEG-1-04: evidence has 301 characters, allowed are 20 to 300',
    ],
    [
      'a long text',
      () => ({ text: `We ${'x'.repeat(237)}.` }),
      'LEG-1-04: text has 241 characters, allowed are 20 to 240',
    ],
    [
      'a long remediation',
      remedy('x'.repeat(701)),
      'LEG-1-04: remediation text has 701 characters, allowed are 60 to 700',
    ],
    [
      'a text that is a question',
      () => ({ text: 'Do you hold every licence that you need?' }),
      'LEG-1-04: text must be one sentence that begins with "We" and ends with a full stop',
    ],
  ])('%s', (_, change, finding) => {
    expect(checkCatalogue(withStatement('LEG-1-04', change))).toContain(finding);
  });

  it('an id used twice', () => {
    expect(checkCatalogue(withStatement('LEG-1-04', () => ({ id: 'LEG-1-03' })))).toEqual([
      'LEG-1-03: id is used more than once',
    ]);
  });

  it('a text used twice, whatever its case and spacing', () => {
    const text = 'We  keep business money and books apart from the private money OF THE OWNERS.';
    expect(checkCatalogue(withStatement('LEG-1-04', () => ({ text })))).toEqual([
      'text is used more than once: "we keep business money and books apart from the private money of the owners."',
    ]);
  });

  it('a remediation used twice', () => {
    const { remediation } = statements.find((one) => one.id === 'LEG-1-03') as Statement;
    expect(checkCatalogue(withStatement('LEG-1-04', () => ({ remediation })))).toEqual([
      expect.stringContaining('remediation text is used more than once: "search the sam.gov exclusions'),
    ]);
  });
});

describe('a broken catalogue is refused with what is wrong', () => {
  it('a version that is no whole number, and a date that is not in the calendar', () => {
    expect(checkCatalogue({ ...CATALOGUE_V1, version: 0.5, publishedOn: '2026-02-30' })).toEqual([
      'catalogue: version must be a whole number from 1, not 0.5',
      'catalogue: publishedOn must be a calendar date YYYY-MM-DD, not "2026-02-30"',
    ]);
  });

  it('a missing area', () => {
    const areas = CATALOGUE_V1.areas.filter((area) => area.id !== 'supply-chain');
    expect(checkCatalogue({ ...CATALOGUE_V1, areas })).toContain('supply-chain: area is missing');
  });

  it('an area that is there twice', () => {
    const areas = [...CATALOGUE_V1.areas, CATALOGUE_V1.areas[0] as Area];
    expect(checkCatalogue({ ...CATALOGUE_V1, areas })).toContain('legal-compliance: area is there more than once');
  });

  it('an unknown area', () => {
    const broken = withAreas((area) =>
      area.id === 'supply-chain' ? { ...area, id: 'gardening' as Area['id'] } : area,
    );
    expect(checkCatalogue(broken)).toContain('gardening: area is unknown');
  });

  it('an area with too few statements, in all and of a tier', () => {
    const broken = withAreas((area) => {
      if (area.id !== 'supply-chain') return area;
      return { ...area, statements: area.statements.filter((one) => one.id < 'SUP-3-02') };
    });
    expect(checkCatalogue(broken)).toEqual([
      'supply-chain: has 8 statements, needs 9',
      'supply-chain: has 1 statements of tier 3, needs 3',
    ]);
  });

  it('fewer than 90 statements', () => {
    const broken = withAreas((area) => ({ ...area, statements: area.statements.slice(0, 8) }));
    expect(checkCatalogue(broken)).toContain('catalogue: has 80 statements, needs 90');
  });

  it.each([
    ['too few', false, 0],
    ['too many', true, statements.length],
  ])('%s critical statements', (_, critical, count) => {
    const broken = withAreas((area) => ({ ...area, statements: area.statements.map((one) => ({ ...one, critical })) }));
    const { least, most } = CATALOGUE_LIMITS.critical;
    expect(checkCatalogue(broken)).toEqual([
      `catalogue: has ${count} critical statements, allowed are ${least} to ${most}`,
    ]);
  });

  it('an area without a title and a summary', () => {
    const broken = withAreas((area) => (area.id === 'supply-chain' ? { ...area, title: '', summary: ' ' } : area));
    expect(checkCatalogue(broken)).toEqual([
      'supply-chain: title has 0 characters, allowed are 3 to 120',
      'supply-chain: summary has 0 characters, allowed are 20 to 300',
    ]);
  });
});
