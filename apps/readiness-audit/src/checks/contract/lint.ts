import { Spectral } from '@stoplight/spectral-core';
import { probingCheck } from '../../judge/check.ts';
import { type Finding, verdictOf } from '../../judge/outcome.ts';
import { RULESET } from './ruleset.ts';

/** A complaint of a rule. */
interface Complaint {
  readonly rule: string;
  readonly isError: boolean;
  /** Where in the document, dotted. */
  readonly place: string;
  readonly message: string;
}

/** Of the levels of Spectral. */
const ERRORS: readonly number[] = [0];
const MOST_KEPT = 500;

export const lint = probingCheck({
  meta: {
    id: 'contract.lint',
    title: 'The document is well made',
    mode: 'passive',
    severity: 'P2',
    why: 'A document may be valid and still leave out what clients and reviewers need: the size of a list, the errors, the way in which it is secured.',
    how: 'Spectral runs its rules for OpenAPI and those of the OWASP API Security Top 10, as they are recommended, but for a few that other checks see better. What they call an error fails, once for each rule; warnings are told.',
    mend: 'Read the message of the rule; most are mended once, in a shared component of the document.',
    sources: ['Spectral, OpenAPI rules', 'Spectral OWASP API Security ruleset', 'OWASP API Security Top 10 2023'],
  },
  needs: ['document'],
  probe: async (lab): Promise<readonly Complaint[]> => {
    const linter = new Spectral();
    linter.setRuleset(RULESET);
    const results = await linter.run(structuredClone(lab.artifact('document').document) as Record<string, unknown>);
    return results.map(({ code, severity, path, message }) => ({ rule: String(code), isError: ERRORS.includes(severity), place: path.join('.'), message })).sort((one, other) => Number(other.isError) - Number(one.isError)).slice(0, MOST_KEPT);
  },
  judge: ({ document }, complaints) => {
    const rules = new Map<string, Complaint[]>();
    for (const one of complaints) rules.set(one.rule, [...(rules.get(one.rule) ?? []), one]);
    const findings = [...rules].flatMap(([rule, all]): readonly Finding[] => {
      const [first, ...others] = all.filter(({ isError }) => isError);
      return first === undefined ? [] : [{ subject: rule, problem: `${first.place}: ${first.message}${others.length === 0 ? '' : ` (and ${others.length} more)`}` }];
    });
    const warnings = [...rules].filter(([, all]) => all.every(({ isError }) => !isError)).map(([rule, all]) => ({ text: `warning ${rule}: ${all.length} times, first at ${all[0]?.place ?? ''}` }));
    return verdictOf({ count: document.operations.length, of: 'operations' }, [{ text: `${complaints.length} complaints of ${rules.size} rules` }, ...warnings], findings);
  },
});
