import { AREA_IDS, AREA_PREFIXES, type AreaId, type Catalogue, type Statement } from './catalogue/catalogue.js';

/** A statement of which a test only says what it is about. */
export function aStatement(
  area: AreaId,
  tier: Statement['tier'],
  number: number,
  rest: Partial<Statement> = {},
): Statement {
  const id = `${AREA_PREFIXES[area]}-${tier}-${String(number).padStart(2, '0')}`;
  return {
    id,
    area,
    tier,
    text: `We do what ${id} says.`,
    weight: 1,
    critical: false,
    evidence: `A document for ${id}.`,
    remediation: { text: `Do ${id}.`, effort: 'days', source: { title: 'A source', url: 'https://www.sba.gov/' } },
    serviceCategory: 'legal',
    ...rest,
  };
}

/** A catalogue of these statements only, small enough to score by hand; areas in their usual order. */
export function aCatalogue(...statements: readonly Statement[]): Catalogue {
  const areas = AREA_IDS.filter((id) => statements.some((one) => one.area === id)).map((id) => ({
    id,
    title: id,
    summary: id,
    statements: statements.filter((one) => one.area === id),
  }));
  return { version: 1, publishedOn: '2026-11-22', areas };
}
