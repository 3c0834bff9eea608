import { describe, expect, it } from '@jest/globals';
import { CatalogueEditions } from '../catalogue-editions.js';
import { aCatalogue, aStatement } from '../small-catalogue.fixture.js';
import { type Given, openMatters, type Reviewed, type RuledEvidence, settledStatements, type Verdict } from './rulings.js';

const LEGAL = 'legal-compliance';
const { first: edition } = new CatalogueEditions([aCatalogue(aStatement(LEGAL, 1, 1), aStatement(LEGAL, 2, 1), aStatement(LEGAL, 3, 1))]);
const YES: Given = { answer: 'yes' };
const file = (state: RuledEvidence['state'], about: Given | undefined, statementId = 'LEG-2-01'): RuledEvidence => ({ id: `${state} file`, statementId, state, about });
const reviewed = (answers: Record<string, Given>, evidence: readonly RuledEvidence[], verdicts: Record<string, Verdict> = {}): Reviewed => ({ edition, answers: new Map(Object.entries(answers)), evidence, verdicts: new Map(Object.entries(verdicts)) });

describe('a statement of tier 2', () => {
  it.each<[string, Given | undefined, RuledEvidence[], boolean, string[]]>([
    ['without a file is not settled, and nothing is to be decided', YES, [], false, []],
    ['waits for a decision on its file', YES, [file('submitted', undefined)], false, ['submitted file']],
    ['is settled by one accepted file', YES, [file('accepted', YES), file('rejected', YES)], true, []],
    ['is not settled by a rejected file', YES, [file('rejected', YES)], false, []],
    ['leaves the settled ones when its answer becomes another', { answer: 'partial' }, [file('accepted', YES)], false, ['accepted file']],
    ['leaves the settled ones when its reason becomes another', { answer: 'yes', reason: 'new' }, [file('accepted', { answer: 'yes', reason: 'old' })], false, ['accepted file']],
    ['stays settled when the same answer is sent again with the same reason', { answer: 'partial', reason: 'half' }, [file('accepted', { answer: 'partial', reason: 'half' })], true, []],
    ['is not settled when its answer is taken back', undefined, [file('accepted', YES)], false, ['accepted file']],
    ['that is open is not settled by a file that was accepted so', undefined, [file('accepted', undefined)], false, []],
    ['asks anew about a rejection, too, when its answer becomes another', { answer: 'no' }, [file('rejected', YES)], false, ['rejected file']],
  ])('%s', (_what, answer, evidence, settled, open) => {
    const matter = reviewed(answer === undefined ? {} : { 'LEG-2-01': answer }, evidence);
    expect(settledStatements(matter).has('LEG-2-01')).toBe(settled);
    expect(openMatters(matter)).toEqual({ evidence: open, statements: [] });
  });
});

describe('a statement of tier 3', () => {
  it.each<[string, Given | undefined, Verdict | undefined, boolean, boolean]>([
    ['that is open needs no verdict', undefined, undefined, false, false],
    ['that is answered needs one', YES, undefined, false, true],
    ['is settled by a verification', YES, { decision: 'verified', about: YES }, true, false],
    ['is decided, and not settled, by a refusal', YES, { decision: 'refused', about: YES }, false, false],
    ['needs another one when its answer becomes another', { answer: 'no' }, { decision: 'verified', about: YES }, false, true],
    ['is not settled by a verdict when its answer is taken back', undefined, { decision: 'verified', about: YES }, false, false],
  ])('%s', (_what, answer, verdict, settled, open) => {
    const matter = reviewed(answer === undefined ? {} : { 'LEG-3-01': answer }, [], verdict === undefined ? {} : { 'LEG-3-01': verdict });
    expect(settledStatements(matter).has('LEG-3-01')).toBe(settled);
    expect(openMatters(matter).statements).toEqual(open ? ['LEG-3-01'] : []);
  });

  it('is not settled by files alone, and they are to be decided on', () => {
    const matter = reviewed({ 'LEG-3-01': YES }, [file('accepted', YES, 'LEG-3-01'), file('submitted', undefined, 'LEG-3-01')]);
    expect(settledStatements(matter)).toEqual(new Set());
    expect(openMatters(matter)).toEqual({ evidence: ['submitted file'], statements: ['LEG-3-01'] });
  });
});
