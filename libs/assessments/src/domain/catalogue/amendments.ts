import type { Catalogue, Statement } from './catalogue.js';

/** What a new version says differently in one statement, and why. Its id, area and tier stay: another meaning is another statement. */
export type Amendment = { readonly why: string } & (
  | { readonly add: Statement }
  | { readonly revise: string; readonly as: Partial<Omit<Statement, 'id' | 'area' | 'tier'>> }
  | { readonly retire: string }
);

/** The statement that an amendment is about. */
function subjectOf(amendment: Amendment): string {
  if ('add' in amendment) return amendment.add.id;
  return 'revise' in amendment ? amendment.revise : amendment.retire;
}

function amended(statements: readonly Statement[], amendment: Amendment): readonly Statement[] {
  const id = subjectOf(amendment);
  const known = statements.some((statement) => statement.id === id);
  if ('add' in amendment) {
    if (known) throw new Error(`Amendment: ${id} is there already.`);
    return [...statements, amendment.add].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }
  if (!known) throw new Error(`Amendment: there is no ${id}.`);
  if ('retire' in amendment) return statements.filter((statement) => statement.id !== id);
  return statements.map((statement) => (statement.id === id ? { ...statement, ...amendment.as } : statement));
}

/**
 * The next version of a catalogue: the one before, and what is different. The one before is not touched.
 * @param edition.version higher than that of `before`.
 * @param edition.publishedOn RFC 3339 full-date.
 * @throws Error when an amendment does not fit; found when the module loads.
 */
export function amend(before: Catalogue, edition: { readonly version: number; readonly publishedOn: string; readonly amendments: readonly Amendment[] }): Catalogue {
  const { version, publishedOn, amendments } = edition;
  if (version <= before.version) throw new Error(`Amendment: version ${version} must be higher than ${before.version}.`);
  const areaOf = (amendment: Amendment): string | undefined => ('add' in amendment ? amendment.add.area : before.areas.find(({ statements }) => statements.some(({ id }) => id === subjectOf(amendment)))?.id);
  const lost = amendments.find((amendment) => !before.areas.some(({ id }) => id === areaOf(amendment)));
  if (lost !== undefined) throw new Error(`Amendment: there is no place for ${subjectOf(lost)}.`);
  const areas = before.areas.map((area) => ({ ...area, statements: amendments.filter((amendment) => areaOf(amendment) === area.id).reduce(amended, area.statements) }));
  return { version, publishedOn, areas, reasons: amendments.map((amendment) => ({ statementId: subjectOf(amendment), why: amendment.why })) };
}
