import { Injectable } from '@nestjs/common';
import { Database, EVERYTHING, LiveCache } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { PublicationsRepository } from '../data/publications.repository.js';
import { type CatalogueEdition, CatalogueEditions } from '../domain/catalogue-editions.js';

/** What is published. */
export interface Publications {
  /** The newest version that is published and shipped: new assessments pin it. */
  readonly current: CatalogueEdition;
  /** Versions; the first one always is. */
  readonly published: ReadonlySet<number>;
}

const ALL = 'all';
const MOST_VERSIONS = 1_000;

/** Which version of the catalogue a new assessment pins: data, kept in memory and kept true in every process by a change stream. */
@Injectable()
export class CurrentCatalogue {
  readonly #cache: LiveCache<typeof ALL, Publications>;
  #lastKnown: Publications;

  constructor(
    private readonly publications: PublicationsRepository,
    private readonly editions: CatalogueEditions,
    database: Database,
  ) {
    this.#lastKnown = this.#publicationsOf([]);
    this.#cache = new LiveCache(database, { collection: 'catalogues', capacity: 1, keysOf: () => [ALL] });
  }

  /** @throws Problem DEPENDENCY_DOWN */
  async read(): Promise<Publications> {
    this.#lastKnown = await this.#cache.get(ALL, async () => this.#publicationsOf(await this.publications.find(EVERYTHING, {}, ['version'], { limit: MOST_VERSIONS })));
    return this.#lastKnown;
  }

  /** For what everybody may read: a version never changes, so while the database is away the one known last is better than none. */
  async readOrLastKnown(): Promise<Publications> {
    return this.read().catch((error: unknown) => {
      if (!(error instanceof Problem) || (error.type !== PROBLEMS.DEPENDENCY_DOWN && error.type !== PROBLEMS.DEADLINE_EXCEEDED)) throw error;
      return this.#lastKnown;
    });
  }

  /** As it was when it was read last, at once: a guess, which whoever uses it holds by a condition of the write. */
  get lastKnown(): Publications {
    return this.#lastKnown;
  }

  /** For the process that has just published; the others are told by the change stream. */
  forget(): void {
    this.#cache.invalidate(ALL);
  }

  #publicationsOf(found: readonly { readonly version: number }[]): Publications {
    const published = new Set([this.editions.first.catalogue.version, ...found.map(({ version }) => version)]);
    return { current: this.editions.newestOf([...published]), published };
  }
}
