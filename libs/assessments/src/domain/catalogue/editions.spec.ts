import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { CATALOGUE_EDITIONS } from '../catalogue-editions.js';
import { compareCatalogues } from './catalogue-changes.js';
import { type Catalogue, checkCatalogue } from './catalogue.js';

/** What assessments have pinned never changes: a correction is a new version. A new one adds a line here. */
const FINGERPRINTS: Readonly<Record<number, string>> = {
  1: '0e9bdb66348ca21043be9d31f9da6543',
  2: '9dda6df8ad70347b05ed2a720d08b204',
};
const fingerprint = (catalogue: Catalogue): string => createHash('sha256').update(JSON.stringify(catalogue)).digest('hex').slice(0, 32);
const catalogues = CATALOGUE_EDITIONS.all.map(({ catalogue }) => catalogue);

describe.each(catalogues)('catalogue version $version', (catalogue) => {
  it('passes its own check', () => {
    expect(checkCatalogue(catalogue)).toEqual([]);
  });

  it('is what it was when it was written', () => {
    expect({ [catalogue.version]: fingerprint(catalogue) }).toEqual({ [catalogue.version]: FINGERPRINTS[catalogue.version] });
  });
});

describe('version 2', () => {
  const changes = compareCatalogues(catalogues[0]!, catalogues[1]!);

  it('adds and corrects, and takes nothing away', () => {
    expect(changes.added.map(({ id }) => id)).toEqual(['TEC-1-04', 'REC-2-04']);
    expect(changes.changed.map(({ id }) => id)).toEqual(['FIN-1-03', 'TEC-2-04']);
    expect([changes.removed, changes.areas]).toEqual([[], []]);
  });

  it('says why, for each of them and for nothing else', () => {
    const told = catalogues[1]!.reasons!.map(({ statementId }) => statementId).toSorted();
    expect(told).toEqual([...changes.added, ...changes.changed].map(({ id }) => id).toSorted());
  });

  it('numbers the statements of a tier without a gap, as version 1', () => {
    for (const area of catalogues[1]!.areas) {
      for (const tier of [1, 2, 3]) {
        const numbers = area.statements.filter((one) => one.tier === tier).map((one) => Number(one.id.slice(-2)));
        expect(numbers).toEqual(numbers.map((_, index) => index + 1));
      }
    }
  });
});
