import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ANSWERS, type Answer, type Answers } from './answers.js';
import { CATALOGUE_V1 } from './catalogue/catalogue-v1.js';
import type { Statement } from './catalogue/catalogue.js';
import { gaps } from './gaps.js';
import { score, toPercentages, type Band, type Bands, type Result } from './scoring.js';

const statements = CATALOGUE_V1.areas.flatMap((area) => area.statements);

/** Sums of shares differ in the last bits when their number differs. */
const LAST_BITS = 1e-12;

function anyAnswer(statement: Statement): fc.Arbitrary<Answer> {
  return fc.constantFrom(...ANSWERS.filter((answer) => !(statement.critical && answer === 'not_applicable')));
}

/** From nothing to everything answered, each answer allowed; the share of open ones varies from run to run. */
const assessments: fc.Arbitrary<{ answers: Answers; settled: ReadonlySet<string> }> = fc
  .record({ open: fc.integer({ min: 0, max: 4 }), settled: fc.subarray(statements.map((one) => one.id)) })
  .chain(({ open, settled }) =>
    fc
      .tuple(
        ...statements.map((one) =>
          fc.oneof({ weight: 4 - open, arbitrary: anyAnswer(one) }, { weight: open, arbitrary: fc.constant(null) }),
        ),
      )
      .map((drawn) => ({
        answers: new Map(
          drawn.flatMap((answer, index) =>
            answer === null ? [] : [[(statements[index] as Statement).id, answer] as const],
          ),
        ),
        settled: new Set(settled),
      })),
  );

function everyBands(result: Result): readonly Bands[] {
  return [result.total, ...result.areas, ...result.tiers];
}

function everyBand(result: Result): readonly Band[] {
  return everyBands(result)
    .flatMap(({ declared, verified }) => [declared, verified])
    .filter((band) => band !== null);
}

describe('for any allowed answers to the published catalogue', () => {
  it('0 <= floor <= ceiling <= 1, and coverage explains the width of the band', () => {
    fc.assert(
      fc.property(assessments, ({ answers, settled }) => {
        for (const { floor, ceiling, coverage } of everyBand(score(CATALOGUE_V1, answers, settled))) {
          expect(floor).toBeGreaterThanOrEqual(0);
          expect(ceiling).toBeGreaterThanOrEqual(floor);
          expect(ceiling).toBeLessThanOrEqual(1);
          expect(ceiling - floor).toBeCloseTo(1 - coverage, 12);
        }
      }),
    );
  });

  it('full coverage leaves one figure: floor = ceiling', () => {
    const full = fc
      .tuple(...statements.map(anyAnswer))
      .map((drawn) => new Map(drawn.map((answer, index) => [(statements[index] as Statement).id, answer])));
    fc.assert(
      fc.property(full, (answers) => {
        for (const band of everyBand(score(CATALOGUE_V1, answers, new Set(answers.keys())))) {
          expect(band.coverage).toBe(1);
          expect(band.floor).toBe(band.ceiling);
        }
      }),
    );
  });

  it('the verified band contains the declared band', () => {
    fc.assert(
      fc.property(assessments, ({ answers, settled }) => {
        for (const { declared, verified } of everyBands(score(CATALOGUE_V1, answers, settled))) {
          if (declared === null || verified === null) continue;
          expect(verified.floor).toBeLessThanOrEqual(declared.floor + LAST_BITS);
          expect(verified.ceiling).toBeGreaterThanOrEqual(declared.ceiling - LAST_BITS);
        }
      }),
    );
  });

  it('answering an open statement never lowers a floor nor raises a ceiling', () => {
    const unfinished = assessments.filter(({ answers }) => answers.size < statements.length);
    const steps = unfinished.chain(({ answers, settled }) => {
      const open = statements.filter((one) => !answers.has(one.id));
      return fc.constantFrom(...open).chain((one) =>
        anyAnswer(one).map((answer) => ({
          before: answers,
          after: new Map([...answers, [one.id, answer]]),
          settled,
        })),
      );
    });
    fc.assert(
      fc.property(steps, ({ before, after, settled }) => {
        const now = everyBands(score(CATALOGUE_V1, after, settled));
        everyBands(score(CATALOGUE_V1, before, settled)).forEach((was, index) => {
          for (const kind of ['declared', 'verified'] as const) {
            const [old, young] = [was[kind], (now[index] as Bands)[kind]];
            if (old === null || young === null) continue;
            expect(young.floor).toBeGreaterThanOrEqual(old.floor - LAST_BITS);
            expect(young.ceiling).toBeLessThanOrEqual(old.ceiling + LAST_BITS);
          }
        });
      }),
    );
  });

  it('not_applicable changes the denominator only: the result is that of a catalogue without those statements', () => {
    fc.assert(
      fc.property(assessments, ({ answers }) => {
        const applies = (one: Statement): boolean => answers.get(one.id) !== 'not_applicable';
        const areas = CATALOGUE_V1.areas.map((area) => ({ ...area, statements: area.statements.filter(applies) }));
        const applicable = new Map([...answers].filter(([, answer]) => answer !== 'not_applicable'));
        // All settled, since the verified band keeps a not_applicable that nobody has confirmed in the denominator.
        const settled = new Set(statements.map((one) => one.id));
        expect(score(CATALOGUE_V1, answers, settled)).toEqual(score({ ...CATALOGUE_V1, areas }, applicable, settled));
      }),
    );
  });

  it('neither the order of answers, of statements nor of areas changes a result or the list of gaps', () => {
    fc.assert(
      fc.property(assessments, fc.infiniteStream(fc.nat()), ({ answers, settled }, numbers) => {
        const shuffled = <T>(values: readonly T[]): T[] =>
          values
            .map((value) => ({ value, key: numbers.next().value as number }))
            .toSorted((a, b) => a.key - b.key)
            .map(({ value }) => value);
        const areas = shuffled(CATALOGUE_V1.areas).map((area) => ({ ...area, statements: shuffled(area.statements) }));
        const one = score(CATALOGUE_V1, answers, settled);
        const other = score({ ...CATALOGUE_V1, areas }, new Map(shuffled([...answers])), settled);
        expect(other.total).toEqual(one.total);
        expect(other.tiers).toEqual(one.tiers);
        expect(new Set(other.areas.map((area) => JSON.stringify(area)))).toEqual(
          new Set(one.areas.map((area) => JSON.stringify(area))),
        );
        expect(gaps({ ...CATALOGUE_V1, areas }, answers)).toEqual(gaps(CATALOGUE_V1, answers));
      }),
    );
  });

  it('percentages are at most 0.05 away from the exact share, with one decimal', () => {
    fc.assert(
      fc.property(assessments, ({ answers, settled }) => {
        const exact = score(CATALOGUE_V1, answers, settled);
        const rounded = everyBand(toPercentages(exact));
        everyBand(exact).forEach((band, index) => {
          for (const key of ['floor', 'ceiling', 'coverage'] as const) {
            const percentage = (rounded[index] as Band)[key];
            expect(Math.abs(percentage - band[key] * 100)).toBeLessThanOrEqual(0.05 + LAST_BITS * 100);
            expect(String(percentage)).toMatch(/^\d{1,3}(\.\d)?$/);
          }
        });
      }),
    );
  });

  it('a statement is a gap exactly when it is short of yes', () => {
    fc.assert(
      fc.property(assessments, ({ answers }) => {
        const found = gaps(CATALOGUE_V1, answers);
        const short = statements.filter((one) => !['yes', 'not_applicable'].includes(answers.get(one.id) ?? 'open'));
        expect(found.map((gap) => gap.statement.id).toSorted()).toEqual(short.map((one) => one.id).toSorted());
      }),
    );
  });
});
