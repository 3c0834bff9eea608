import type { JourneyWalked } from '../../artifacts/walk.ts';
import { inWords } from '../../http/exchange.ts';
import { readingCheck } from '../../judge/check.ts';
import { type Evidence, type Finding, notAvailable, verdictOf } from '../../judge/outcome.ts';

export const critical = readingCheck({
  meta: {
    id: 'journeys.critical',
    title: 'What customers come for can be done from beginning to end',
    mode: 'active',
    severity: 'P0',
    why: 'Each operation may work by itself and the whole still fail: an id that the next step does not take, a state that is never reached. What is not walked through is promised and not known.',
    how: 'Each journey of the target file is walked through, step by step, with what earlier steps told: each must answer with the status that is expected, hold what is to be captured, and reach within 30 s the state that is waited for. Where the target file names no journey, it is not available.',
    mend: 'Mend the first step that fails; the ones behind it are not reached. Where none is declared, add `journeys` to the target file: for each what a customer does, as steps with `operation` (or `method` and `path`), `as`, `body` and `capture`.',
    sources: ['Google SRE Workbook, chapter 2, "Modeling User Journeys"', 'OWASP Web Security Testing Guide, section 4.10'],
  },
  needs: ['walk'],
  judge: ({ walk: { journeys } }) => {
    if (journeys.length === 0) return notAvailable('The target file names no journey: add `journeys`, each with a name and its steps (`operation` or `method` and `path`, `as`, `body`, `capture`).');
    return verdictOf({ count: journeys.reduce((sum, { steps }) => sum + steps.length, 0), of: 'steps' }, journeys.flatMap(evidenceOf), journeys.flatMap(findingsOf));
  },
});

function evidenceOf({ name, steps, stepsInAll }: JourneyWalked): readonly Evidence[] {
  const last = steps.at(-1)?.exchange;
  return [{ text: `${name}: ${steps.filter(({ problem }) => problem === undefined).length} of ${stepsInAll} steps${last === undefined ? '' : `, the last: ${inWords(last)}`}`, ...(last === undefined ? {} : { exchange: last.id }) }];
}

function findingsOf({ name, steps, stepsInAll }: JourneyWalked): readonly Finding[] {
  return steps.flatMap(({ step, problem, exchange }, place) => (problem === undefined ? [] : [{ subject: name, problem: `step ${place + 1} of ${stepsInAll}, ${step}: ${problem}`, ...(exchange === undefined ? {} : { exchange: exchange.id }) }]));
}
