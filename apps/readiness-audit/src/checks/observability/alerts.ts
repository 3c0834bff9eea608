import { readingCheck } from '../../judge/check.ts';
import { notAvailable, verdictOf } from '../../judge/outcome.ts';
import { type Rule, rulesIn } from './rules.ts';

export const alerts = readingCheck({
  meta: {
    id: 'observability.alerts',
    title: 'Each alert says how bad it is, what it means and what to do',
    mode: 'passive',
    severity: 'P1',
    why: 'An alert without a duration fires at every hiccup, one without a severity reaches everybody or nobody, and one without a runbook leaves whoever is woken with a name and an expression.',
    how: 'Each alert in the rule files of the repository must have a `for`, a label `severity`, an annotation `summary` or `description`, and an annotation that leads to a runbook (`runbook_url`, `runbook` and the like). A repository without any alert proves nothing, as they may live elsewhere: not available.',
    mend: 'Add what is missing to each rule. An alert that needs no runbook is not worth waking anybody: make it a panel.',
    sources: ['Prometheus documentation, "Alerting rules" and "Alerting"', 'Google SRE Workbook, chapter 5', 'Google SRE Book, chapter 6'],
  },
  needs: ['repository'],
  judge: ({ repository: { texts, files } }) => {
    const found = rulesIn(texts).filter(({ alert }) => alert !== undefined);
    if (found.length === 0) return notAvailable(`Among ${files.length} files no rule file of Prometheus holds an alert: if they live elsewhere, put a copy into the repository.`);
    const findings = found.flatMap((rule) => missingOf(rule).map((what) => ({ subject: rule.alert ?? '', problem: `has no ${what}`, file: rule.file, line: rule.line })));
    return verdictOf({ count: found.length, of: 'alerts' }, found.slice(0, 5).map(({ alert = '', file, line, labels }) => ({ text: `${alert}: ${labels['severity'] ?? 'no severity'}`, file, line })), findings);
  },
});

function missingOf({ hasFor, labels, annotations, expression }: Rule): readonly string[] {
  const has = (pattern: RegExp): boolean => Object.entries(annotations).some(([name, value]) => pattern.test(name) && value.trim() !== '');
  // A range of its own says how long something lasts: absent_over_time, increase over an hour.
  const lasts = hasFor || /_over_time\s*\(|\[\d+[hdw]\]/.test(expression);
  return [...(lasts ? [] : ['`for`']), ...(labels['severity'] === undefined ? ['label `severity`'] : []), ...(has(/^(summary|description|message|title)$/i) ? [] : ['summary']), ...(has(/run_?-?book|playbook/i) ? [] : ['runbook'])];
}
