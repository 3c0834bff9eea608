import { readingCheck } from '../../judge/check.ts';
import { verdictOf } from '../../judge/outcome.ts';

export const valid = readingCheck({
  meta: {
    id: 'contract.valid',
    title: 'The document is valid OpenAPI',
    mode: 'passive',
    severity: 'P0',
    why: 'Clients, mocks, gateways and tests are made from the document. Each tool reads a broken one in its own way, or not at all.',
    how: 'The document is validated against the specification of the version that it names (2.0, 3.0 or 3.1), with its references followed. Each complaint fails.',
    mend: 'Mend the place that the complaint names; validate the document in CI, where it is made.',
    sources: ['OpenAPI Specification 3.1 section 4', 'OWASP API Security Top 10 2023, API9'],
  },
  needs: ['document'],
  judge: ({ document: { source, version, title, problems, operations } }) =>
    verdictOf({ count: operations.length, of: 'operations' }, [{ text: `${title}: OpenAPI ${version} at ${source} with ${operations.length} operations` }], problems.map((problem) => ({ subject: source, problem }))),
});
