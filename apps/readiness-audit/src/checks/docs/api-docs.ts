import type { Specification } from '../../artifacts/repository.ts';
import { barePath } from '../../gather/repository/specifications.ts';
import { readingCheck } from '../../judge/check.ts';
import { type Finding, notAvailable, verdictOf } from '../../judge/outcome.ts';
import { named, type Operation } from '../../openapi/document.ts';
import { pagesOf } from './runbooks.ts';

/** A committed document that shares less with the service is another service's. */
const LEAST_SHARED = 0.5;
const TELLS = /openapi|swagger|redoc|api[- ](reference|documentation|docs)|\bcurl\s+-|\bcurl\s+\S*(http|localhost)/i;

export const apiDocs = readingCheck({
  meta: {
    id: 'docs.api-docs',
    title: 'The API is described, and the description is today\'s',
    mode: 'passive',
    severity: 'P1',
    why: 'An operation without a word of description is used by guessing; and a committed document that lags behind the service makes clients for an API that is no more.',
    how: 'Each operation of the OpenAPI document that is served must have a summary or a description. Some document of the repository must say where the API is described or show a call. Where OpenAPI documents are committed that share at least half of their operations with the one that is served, both must list the same operations.',
    mend: 'Describe each operation in a sentence; name the place of the document in the README; generate the committed document in the pipeline and fail when it differs.',
    sources: ['OpenAPI Specification 3.1, section 4.8.10', 'OWASP API Security Top 10 2023, API9'],
  },
  needs: ['document', 'repository'],
  judge: ({ document: { operations, source }, repository: { texts, specifications } }) => {
    if (operations.length === 0) return notAvailable(`The OpenAPI document at ${source} lists no operation.`);
    const silent = operations.filter(({ raw }) => !isText(raw['summary']) && !isText(raw['description']));
    const pages = pagesOf(texts);
    const telling = pages.find(({ text }) => TELLS.test(text));
    const findings: readonly Finding[] = [
      ...silent.map((operation) => ({ subject: named(operation), problem: 'has neither a summary nor a description' })),
      ...(telling === undefined ? [{ subject: 'documents', problem: `none of ${pages.length} says where the API is described, or shows a call` }] : []),
      ...specifications.flatMap((one) => driftOf(one, operations)),
    ];
    const evidence = [{ text: `${operations.length - silent.length} of ${operations.length} operations of ${source} are described` }, ...(telling === undefined ? [] : [{ text: 'tells of the API', file: telling.file }]), ...specifications.map(({ file, operations: told }) => ({ text: `${told.length} operations`, file }))];
    return verdictOf({ count: operations.length, of: 'operations' }, evidence, findings);
  },
});

const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

function driftOf({ file, operations: told }: Specification, operations: readonly Operation[]): readonly Finding[] {
  const served = operations.map(({ method, path }) => `${method} ${barePath(path)}`);
  const lost = told.filter((one) => !served.some((other) => isSame(other, one)));
  if (lost.length > told.length * (1 - LEAST_SHARED)) return [];
  const fresh = served.filter((one) => !told.some((other) => isSame(one, other)));
  return [...lost.map((one) => ({ subject: file, problem: `lists ${one}, which is not served`, file })), ...fresh.map((one) => ({ subject: file, problem: `does not list ${one}, which is served`, file }))];
}

/** A committed document may leave out the base path. */
function isSame(served: string, told: string): boolean {
  const [[method, path = ''], [toldMethod, toldPath = '']] = [served.split(' '), told.split(' ')];
  return method === toldMethod && path.endsWith(toldPath);
}
