import { describe, expect, it } from '@jest/globals';
import { CatalogueEditions } from '../catalogue-editions.js';
import { aCatalogue, aStatement } from '../small-catalogue.fixture.js';
import { assertRoomForFile, assertTakesEvidence, EVIDENCE_PRESENT, EVIDENCE_STATES, FILES_PER_ASSESSMENT, FILES_PER_STATEMENT } from './evidence.js';

const { first } = new CatalogueEditions([aCatalogue(aStatement('legal-compliance', 1, 1), aStatement('legal-compliance', 2, 1), aStatement('legal-compliance', 3, 1))]);

describe('evidence', () => {
  it.each([['LEG-2-01'], ['LEG-3-01']])('is taken for %s', (statementId) => {
    expect(() => assertTakesEvidence(first, statementId)).not.toThrow();
  });

  it.each([
    ['LEG-1-01', 'WRONG_TIER'],
    ['LEG-2-99', 'UNKNOWN_STATEMENT'],
    ['constructor', 'UNKNOWN_STATEMENT'],
  ])('is not taken for %s: %s', (statementId, code) => {
    expect(() => assertTakesEvidence(first, statementId)).toThrow(expect.objectContaining({ errors: [expect.objectContaining({ pointer: '/statementId', code })] }));
  });

  it.each([
    [FILES_PER_STATEMENT - 1, FILES_PER_ASSESSMENT - 1, true],
    [FILES_PER_STATEMENT, FILES_PER_STATEMENT, false],
    [0, FILES_PER_ASSESSMENT, false],
  ])('beside %i files of the statement and %i in all has room: %s', (ofStatement, inAll, room) => {
    const ask = () => assertRoomForFile({ ofStatement, inAll });
    if (room) expect(ask).not.toThrow();
    else expect(ask).toThrow('EVIDENCE_LIMIT_REACHED');
  });

  it('can be decided on anew and removed unless it was accepted', () => {
    const steps = EVIDENCE_STATES.states.map((state) => [state, ...(['accept', 'reject', 'remove'] as const).filter((action) => EVIDENCE_STATES.from(action).includes(state))]);
    expect(steps).toEqual([['submitted', 'accept', 'reject', 'remove'], ['accepted', 'accept', 'reject'], ['rejected', 'accept', 'reject', 'remove'], ['removed']]);
    expect(EVIDENCE_STATES.states.filter((state) => !EVIDENCE_STATES.isFinal(state))).toEqual([...EVIDENCE_PRESENT]);
  });
});
