import { Injectable } from '@nestjs/common';
import { type CatalogueEdition, CatalogueEditions } from '../domain/catalogue-editions.js';
import { CurrentCatalogue, type Publications } from './current-catalogue.js';

/** A version of the catalogue, published or shipped only. */
export interface CatalogueVersionView {
  readonly version: number;
  /** The day of its text, RFC 3339 full-date. */
  readonly publishedOn: string;
  readonly statements: number;
  readonly published: boolean;
  /** Whether new assessments pin it. */
  readonly current: boolean;
}

export function versionView(edition: CatalogueEdition, { current, published }: Publications): CatalogueVersionView {
  const { version, publishedOn } = edition.catalogue;
  return { version, publishedOn, statements: edition.statements.size, published: published.has(version), current: edition === current };
}

/** The versions of the catalogue that this service ships, the newest first. */
@Injectable()
export class ListCatalogueVersions {
  constructor(
    private readonly editions: CatalogueEditions,
    private readonly catalogue: CurrentCatalogue,
  ) {}

  async execute(): Promise<readonly CatalogueVersionView[]> {
    const publications = await this.catalogue.readOrLastKnown();
    return this.editions.all.toReversed().map((edition) => versionView(edition, publications));
  }
}
