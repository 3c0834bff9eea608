import { Injectable } from '@nestjs/common';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { type CatalogueChanges, compareCatalogues } from '../domain/catalogue/catalogue-changes.js';
import type { Catalogue } from '../domain/catalogue/catalogue.js';
import { CatalogueEditions } from '../domain/catalogue-editions.js';

/** The changes between two versions, and why they were made. */
export interface CatalogueComparison extends CatalogueChanges {
  readonly from: number;
  readonly to: number;
  readonly reasons: readonly { readonly version: number; readonly statementId: string; readonly why: string }[];
}

/** What is different between two versions of the catalogue; also of one that is shipped and not published yet, so that it can be looked at before. */
@Injectable()
export class CompareCatalogues {
  constructor(private readonly editions: CatalogueEditions) {}

  /** @throws Problem NOT_FOUND when this service does not ship one of them. */
  execute(from: number, to: number): CatalogueComparison {
    const between = this.editions.all.map(({ catalogue }) => catalogue).filter(({ version }) => version > from && version <= to);
    const reasons = between.flatMap(({ version, reasons: all = [] }) => all.map((reason) => ({ version, ...reason })));
    return { from, to, ...compareCatalogues(this.#catalogue(from), this.#catalogue(to)), reasons };
  }

  #catalogue(version: number): Catalogue {
    const edition = this.editions.version(version);
    if (edition === undefined) throw new Problem(PROBLEMS.NOT_FOUND);
    return edition.catalogue;
  }
}
