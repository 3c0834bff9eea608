import { readingCheck } from '../../judge/check.ts';
import { notAvailable, verdictOf } from '../../judge/outcome.ts';
import { inWords, succeeded } from '../../http/exchange.ts';
import { named } from '../../openapi/document.ts';

const MOST_SHOWN = 5;

export const coverage = readingCheck({
  meta: {
    id: 'contract.coverage',
    title: 'Every documented operation can be reached',
    mode: 'active',
    severity: 'P0',
    why: 'An operation that nobody has seen succeed may be broken, forgotten, or never have been built.',
    how: 'Each operation of the document is sent once as it should be: arranged by the target, from its target file, from the examples of the document or from its schemas. Those without a 2xx or 3xx fail, each with the reason.',
    mend: 'Give the operation an example in the document or a sample in the target file; or mend it; or take it out of the document.',
    sources: ['OWASP API Security Top 10 2023, API9'],
  },
  needs: ['document', 'walk'],
  judge: ({ document, walk }) => {
    const operations = new Map(document.operations.map((operation) => [operation.id, operation]));
    const reached = walk.visits.filter(({ control }) => succeeded(control));
    const findings = walk.visits.filter(({ control }) => !succeeded(control)).map(({ operation, control, problem = 'no answer' }) => {
      const told = operations.get(operation);
      return { subject: told === undefined ? operation : named(told), problem, ...(control === undefined ? {} : { exchange: control.id }) };
    });
    if (walk.cutShort !== undefined && findings.length === 0) return notAvailable(`${reached.length} of ${document.operations.length} operations were reached: ${walk.cutShort}`);
    const evidence = reached.slice(0, MOST_SHOWN).flatMap(({ control }) => (control === undefined ? [] : [{ text: inWords(control), exchange: control.id }]));
    return verdictOf({ count: walk.visits.length, of: 'operations' }, [{ text: `${reached.length} of ${walk.visits.length} operations were reached` }, ...evidence], findings);
  },
});
