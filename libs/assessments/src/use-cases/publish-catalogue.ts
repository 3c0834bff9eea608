import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { duplicateKeyIndex, EVERYTHING } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { PublicationsRepository } from '../data/publications.repository.js';
import { CatalogueEditions } from '../domain/catalogue-editions.js';
import { CurrentCatalogue } from './current-catalogue.js';
import { type CatalogueVersionView, versionView } from './list-catalogue-versions.js';

/**
 * Makes a version the one that new assessments pin. It goes forward only: what was published stays so, and one older than the current
 * version is passed over for good. Done again it changes nothing.
 */
@Injectable()
export class PublishCatalogue {
  constructor(
    private readonly publications: PublicationsRepository,
    private readonly editions: CatalogueEditions,
    private readonly catalogue: CurrentCatalogue,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem NOT_FOUND when the version is not shipped, STATE_CONFLICT when a newer one is published already. */
  async execute({ userId }: Principal, version: number): Promise<CatalogueVersionView> {
    const edition = this.editions.version(version);
    if (edition === undefined) throw new Problem(PROBLEMS.NOT_FOUND);
    const { current, published } = await this.catalogue.read();
    if (published.has(version)) return versionView(edition, { current, published });
    const newest = current.catalogue.version;
    if (newest > version) throw new Problem(PROBLEMS.STATE_CONFLICT, { detail: `Version ${newest} is published already; an older one cannot follow it.` });
    await this.#publish(version, userId);
    return versionView(edition, await this.catalogue.read());
  }

  /** One document a version: of two who publish it at once one stores it, and both have done it. */
  async #publish(version: number, userId: string): Promise<void> {
    const publication = { _id: `catalogue-${version}`, version, publishedAt: this.clock.now(), publishedBy: userId };
    try {
      await this.publications.insert(EVERYTHING, publication, [{ type: 'catalogue.published', data: { version } }]);
    } catch (error) {
      if (duplicateKeyIndex(error) !== '_id_') throw error;
    }
    this.catalogue.forget();
  }
}
