import { Problem } from '@plumbline/problems';
import { TIERS, type Tier } from './catalogue/catalogue.js';
import { ASSESSMENT_PROBLEMS } from './problems.js';
import type { CatalogueEdition } from './catalogue-editions.js';

/** The tier that must be answered whole before an assessment can be submitted: the others ask for evidence and verification that a firm may not have yet. */
export const REQUIRED_TIER: Tier = 1;

interface HasKey {
  has(statementId: string): boolean;
}

/** How far one tier is answered. */
export interface TierProgress {
  readonly tier: Tier;
  readonly answered: number;
  readonly statements: number;
}

/** How far each tier is answered. @param answered knows the statements that have an answer. */
export function progress(edition: CatalogueEdition, answered: HasKey): readonly TierProgress[] {
  return TIERS.map((tier) => {
    const statements = edition.byTier[tier];
    return { tier, answered: statements.filter(({ id }) => answered.has(id)).length, statements: statements.length };
  });
}

/** The statements that must have an answer before the assessment can be submitted. */
export function requiredStatements(edition: CatalogueEdition): readonly string[] {
  return edition.byTier[REQUIRED_TIER].map(({ id }) => id);
}

/** The Problem that names what is still open; undefined when nothing is. */
export function incomplete(edition: CatalogueEdition, answered: HasKey): Problem | undefined {
  const open = requiredStatements(edition).filter((id) => !answered.has(id));
  if (open.length === 0) return undefined;
  return new Problem(ASSESSMENT_PROBLEMS.ASSESSMENT_INCOMPLETE, {
    detail: `${open.length} of ${requiredStatements(edition).length} statements of tier ${REQUIRED_TIER} are open.`,
    extensions: { openCount: open.length, openStatements: open },
  });
}
