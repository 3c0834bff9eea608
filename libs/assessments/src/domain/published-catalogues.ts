import type { Area, Catalogue, Statement, Tier } from './catalogue/catalogue.js';
import { CATALOGUE_V1 } from './catalogue/catalogue-v1.js';

/** A published version with what is looked up in it on every request, worked out once. */
export interface PublishedCatalogue {
  readonly catalogue: Catalogue;
  readonly statements: ReadonlyMap<string, Statement>;
  readonly areas: ReadonlyMap<string, Area>;
  /** In the order of the catalogue. */
  readonly byTier: Readonly<Record<Tier, readonly Statement[]>>;
}

function publish(catalogue: Catalogue): PublishedCatalogue {
  const statements = catalogue.areas.flatMap((area) => area.statements);
  const ofTier = (tier: Tier): readonly Statement[] => statements.filter((statement) => statement.tier === tier);
  return {
    catalogue,
    statements: new Map(statements.map((statement) => [statement.id, statement])),
    areas: new Map(catalogue.areas.map((area) => [area.id, area])),
    byTier: { 1: ofTier(1), 2: ofTier(2), 3: ofTier(3) },
  };
}

/** The versions of the catalogue that were ever published. They live in code: immutable, reviewed, and the same in every process. */
export class PublishedCatalogues {
  readonly newest: PublishedCatalogue;
  readonly #versions: ReadonlyMap<number, PublishedCatalogue>;

  /**
   * @param catalogues at least one, in any order.
   * @throws Error when there is none or two share a version.
   */
  constructor(catalogues: readonly Catalogue[]) {
    this.#versions = new Map(catalogues.toSorted((a, b) => a.version - b.version).map((catalogue) => [catalogue.version, publish(catalogue)]));
    const newest = [...this.#versions.values()].at(-1);
    if (newest === undefined || this.#versions.size !== catalogues.length) throw new Error('Catalogue versions must be there and unique.');
    this.newest = newest;
  }

  /** Every version, the oldest first. */
  get all(): readonly PublishedCatalogue[] {
    return [...this.#versions.values()];
  }

  /** One version; undefined when it was never published. */
  version(version: number): PublishedCatalogue | undefined {
    return this.#versions.get(version);
  }
}

export const PUBLISHED_CATALOGUES = new PublishedCatalogues([CATALOGUE_V1]);
