import { readingCheck } from '../../judge/check.ts';
import { notApplicable, verdictOf } from '../../judge/outcome.ts';
import { named, type Operation } from '../../openapi/document.ts';

export const sunset = readingCheck({
  meta: {
    id: 'contract.sunset',
    title: 'What is deprecated says until when it is there',
    mode: 'passive',
    severity: 'P2',
    why: 'A deprecated operation without a date is never taken away, or is taken away on a day that nobody was told.',
    how: 'Each operation that the document calls deprecated must say when it ends: a Sunset header in its documented answers, a member such as `x-sunset`, or a date in its description.',
    mend: 'Send Deprecation and Sunset with each answer of the operation, and document both.',
    sources: ['RFC 8594', 'RFC 9745', 'OWASP API Security Top 10 2023, API9'],
  },
  needs: ['document'],
  judge: ({ document }) => {
    const deprecated = document.operations.filter((one) => one.deprecated);
    if (deprecated.length === 0) return notApplicable(`None of ${document.operations.length} operations is deprecated.`);
    const findings = deprecated.filter((one) => !hasEnd(one)).map((one) => ({ subject: named(one), problem: 'is deprecated, and nothing says until when it is there' }));
    return verdictOf({ count: deprecated.length, of: 'deprecated operations' }, deprecated.slice(0, 5).map((one) => ({ text: named(one) })), findings);
  },
});

function hasEnd({ answers, raw }: Operation): boolean {
  const words = [raw['description'], raw['summary']].filter((one) => typeof one === 'string').join(' ');
  const told = Object.keys(raw).some((name) => /^x-.*(sunset|removal|end-of-life)/i.test(name)) || /\b20\d\d-\d\d(-\d\d)?\b/.test(words);
  return told || answers.some(({ headers }) => headers.includes('sunset'));
}
