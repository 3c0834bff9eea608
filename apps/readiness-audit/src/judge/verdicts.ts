import { inWords } from '../http/exchange.ts';
import type { Varied } from './check.ts';
import { type Evidence, type Finding, notAvailable, type Verdict, verdictOf } from './outcome.ts';

const MOST_SHOWN = 5;

/** What is counted as evidence: some of the population, each with its exchange. */
export function evidenceOf(varied: readonly Varied[]): readonly Evidence[] {
  const shown = varied.slice(0, MOST_SHOWN).map(({ operation, variation, exchange }) => ({ text: `${operation}, ${variation}: ${inWords(exchange)}`, exchange: exchange.id }));
  return varied.length <= MOST_SHOWN ? shown : [...shown, { text: `and ${varied.length - MOST_SHOWN} more like these` }];
}

/**
 * Judges variations of good requests: each whose unchanged request succeeded counts, the others prove nothing.
 * @param about.of what is counted, plural: `requests without a token`
 * @param about.none why nothing is counted where nothing was varied: not applicable in place of not available
 * @param problemOf what is wrong with one; undefined for nothing
 */
export function judgeVaried(varied: readonly Varied[], { of, none }: { readonly of: string; readonly none?: string }, problemOf: (one: Varied) => string | undefined): Verdict {
  if (varied.length === 0 && none !== undefined) return { outcome: 'not-applicable', reason: none };
  const proven = varied.filter((one) => one.control !== undefined);
  const findings = varied.flatMap((one): readonly Finding[] => {
    const problem = problemOf(one);
    // What must be refused and was not is wrong whether or not the unchanged request succeeds behind it.
    const isCounted = one.control !== undefined || one.exchange.answer === undefined || one.exchange.answer.status < 400 || one.exchange.answer.status >= 500;
    return problem === undefined || !isCounted ? [] : [{ subject: one.operation, problem: `${one.variation}: ${problem}`, exchange: one.exchange.id }];
  });
  if (proven.length === 0 && findings.length === 0) return notAvailable(varied.length === 0 ? 'No operation was reached on which it could be tried.' : `Of ${varied.length} requests none stands beside an unchanged one that succeeded, so that their refusals prove nothing.`);
  const unproven = new Set(varied.filter((one) => one.control === undefined).map(({ operation }) => operation)).size;
  const evidence = evidenceOf(proven);
  return verdictOf({ count: Math.max(proven.length, findings.length), of }, unproven === 0 ? evidence : [...evidence, { text: `not measured: ${unproven} operations whose unchanged request did not succeed` }], findings);
}
