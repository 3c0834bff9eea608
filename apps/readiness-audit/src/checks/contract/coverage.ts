import type { Visit } from '../../artifacts/walk.ts';
import { inWords } from '../../http/exchange.ts';
import { readingCheck } from '../../judge/check.ts';
import { notAvailable, verdictOf } from '../../judge/outcome.ts';
import { namesOf } from '../../openapi/document.ts';

const MOST_SHOWN = 5;

export const coverage = readingCheck({
  meta: {
    id: 'contract.coverage',
    title: 'Every documented operation can be reached',
    mode: 'active',
    severity: 'P0',
    why: 'An operation that nobody has seen succeed may be broken, forgotten, or never have been built.',
    how: 'Each operation of the document is sent once as it should be: arranged by the target, from its target file, from the examples of the document or from its schemas. It fails where what the target itself has told is not answered 2xx or 3xx, and where any request ends in 404 without an id in its path, in 405, in 5xx or in nothing. A refusal of what the audit has made up, and what it could make no request of, says nothing of the service: then the check is not available, with the list.',
    mend: 'Give the operation an example in the document or a sample in the target file; or mend it; or take it out of the document.',
    sources: ['OWASP API Security Top 10 2023, API9'],
  },
  needs: ['document', 'walk'],
  judge: ({ document, walk }) => {
    const names = namesOf(document);
    const nameOf = (operation: string): string => names.get(operation) ?? operation;
    const reached = walk.visits.filter(({ problem }) => problem === undefined);
    const missed = walk.visits.filter(({ problem }) => problem !== undefined);
    const isBlamed = (visit: Visit): boolean => isOfService({ ...visit, operation: nameOf(visit.operation) });
    const findings = missed.filter(isBlamed).map(({ operation, control, problem = 'no answer' }) => {
      return { subject: nameOf(operation), problem, ...(control === undefined ? {} : { exchange: control.id }) };
    });
    const unknown = missed.filter((visit) => !isBlamed(visit)).map(({ operation, problem = '' }) => `${nameOf(operation)} (${problem})`);
    const most = `${unknown.slice(0, MOST_SHOWN).join('; ')}${unknown.length > MOST_SHOWN ? `; and ${unknown.length - MOST_SHOWN} more` : ''}`;
    if (findings.length === 0 && walk.cutShort !== undefined) return notAvailable(`${reached.length} of ${document.operations.length} operations were reached: ${walk.cutShort}`);
    if (findings.length === 0 && unknown.length > 0) return notAvailable(`${reached.length} of ${walk.visits.length} operations were reached. Of the others nobody told a request that succeeds: ${most}. Give them samples in the target file, examples in the document, or accounts.`);
    const evidence = reached.slice(0, MOST_SHOWN).flatMap(({ control }) => (control === undefined ? [] : [{ text: inWords(control), exchange: control.id }]));
    return verdictOf({ count: walk.visits.length, of: 'operations' }, [{ text: `${reached.length} of ${walk.visits.length} operations were reached` }, ...(unknown.length === 0 ? [] : [{ text: `not measured: ${most}` }]), ...evidence], findings);
  },
});

/** Whether the service is to blame: it refused what its own owner calls good, has no such operation, or broke. */
function isOfService({ operation, source, control }: Visit): boolean {
  // Where nobody listens any more, that is the finding, and errors.no-500 has it.
  if (control === undefined || control.failure === 'refused') return false;
  const status = control.answer?.status;
  if (status === undefined || status >= 500 || status === 405) return true;
  // A made-up id in path or body is one of nothing.
  return source !== 'document' || (status === 404 && !operation.includes('{') && control.request.body === undefined);
}
