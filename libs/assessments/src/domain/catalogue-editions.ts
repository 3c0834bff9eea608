import type { Area, Catalogue, Statement, Tier } from './catalogue/catalogue.js';
import { CATALOGUE_V1 } from './catalogue/catalogue-v1.js';
import { CATALOGUE_V2 } from './catalogue/catalogue-v2.js';

/** A version of the catalogue with what is looked up in it on every request, worked out once. */
export interface CatalogueEdition {
  readonly catalogue: Catalogue;
  readonly statements: ReadonlyMap<string, Statement>;
  readonly areas: ReadonlyMap<string, Area>;
  /** In the order of the catalogue. */
  readonly byTier: Readonly<Record<Tier, readonly Statement[]>>;
}

function edition(catalogue: Catalogue): CatalogueEdition {
  const statements = catalogue.areas.flatMap((area) => area.statements);
  const ofTier = (tier: Tier): readonly Statement[] => statements.filter((statement) => statement.tier === tier);
  return {
    catalogue,
    statements: new Map(statements.map((statement) => [statement.id, statement])),
    areas: new Map(catalogue.areas.map((area) => [area.id, area])),
    byTier: { 1: ofTier(1), 2: ofTier(2), 3: ofTier(3) },
  };
}

/**
 * The versions of the catalogue that this service ships. They live in code: immutable, reviewed, and the same in every process.
 * Which of them are published, and so which one a new assessment pins, is data; the first one always is.
 */
export class CatalogueEditions {
  readonly first: CatalogueEdition;
  readonly #versions: ReadonlyMap<number, CatalogueEdition>;

  /**
   * @param catalogues at least one, in any order.
   * @throws Error when there is none or two share a version.
   */
  constructor(catalogues: readonly Catalogue[]) {
    this.#versions = new Map(catalogues.toSorted((a, b) => a.version - b.version).map((catalogue) => [catalogue.version, edition(catalogue)]));
    const [first] = this.#versions.values();
    if (first === undefined || this.#versions.size !== catalogues.length) throw new Error('Catalogue versions must be there and unique.');
    this.first = first;
  }

  /** Every version, the oldest first. */
  get all(): readonly CatalogueEdition[] {
    return [...this.#versions.values()];
  }

  /** One version; undefined when this service does not ship it. */
  version(version: number): CatalogueEdition | undefined {
    return this.#versions.get(version);
  }

  /** The newest of these versions that is shipped; the first one when none is. */
  newestOf(versions: readonly number[]): CatalogueEdition {
    return this.all.findLast(({ catalogue }) => versions.includes(catalogue.version)) ?? this.first;
  }
}

export const CATALOGUE_EDITIONS = new CatalogueEditions([CATALOGUE_V1, CATALOGUE_V2]);
