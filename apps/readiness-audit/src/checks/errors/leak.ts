import { type Exchange, inWords } from '../../http/exchange.ts';
import { varyingCheck } from '../../judge/check.ts';
import { type Finding, notAvailable, verdictOf } from '../../judge/outcome.ts';
import { namesOf } from '../../openapi/document.ts';
import { leakIn } from './leaks.ts';
import { provocations } from './provocations.ts';

export const leak = varyingCheck({
  meta: {
    id: 'errors.leak',
    title: 'A refusal tells nothing of the inside',
    mode: 'active',
    severity: 'P0',
    why: 'Stacks, paths, queries and addresses in answers are the map with which an attacker goes on.',
    how: 'Each operation is sent wrong in a dozen ways. All refusals of the run are searched for stacks of the usual languages, paths of source files, words of databases and their drivers, addresses that could not be reached, and pages of debuggers. What the caller sent and only gets back does not count.',
    mend: 'Answer unforeseen errors with one sentence and an id under which the stack stands in the log; switch the debug mode of the framework off.',
    sources: ['CWE-209', 'OWASP API Security Top 10 2023, API8', 'OWASP Error Handling Cheat Sheet'],
  },
  needs: ['document', 'walk', 'exchanges', 'surface'],
  vary: provocations,
  judge: ({ document, exchanges, surface }) => {
    const operations = namesOf(document);
    const refused = [...exchanges.flatMap(({ operation, exchanges: of }) => of.map((one) => [operations.get(operation) ?? operation, one] as const)), ...[surface.unknown, surface.unknownBelow].map((one) => ['an unknown path', one] as const)].filter(([, { answer }]) => (answer?.status ?? 0) >= 400);
    if (refused.length === 0) return notAvailable('Nothing was refused, so that no refusal could be read.');
    const found = new Map<string, Finding>();
    for (const [subject, one] of refused) {
      const told = leakOf(one);
      // One for each operation and kind: the same stack comes with everything that is refused.
      const key = `${subject} ${told?.split(':')[0] ?? ''}`;
      if (told !== undefined && !found.has(key)) found.set(key, { subject, problem: `${inWords(one)} and told ${told}`, exchange: one.id });
    }
    return verdictOf({ count: refused.length, of: 'refusals' }, refused.slice(0, 3).map(([, one]) => ({ text: inWords(one), exchange: one.id })), [...found.values()]);
  },
});

function leakOf({ request, answer }: Exchange): string | undefined {
  return answer === undefined ? undefined : leakIn(`${answer.body}\n${answer.headers.map(([, value]) => value).join('\n')}`.replaceAll('\\n', '\n').replaceAll('\\"', '"'), `${decoded(request.url)} ${request.body ?? ''}`);
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}
