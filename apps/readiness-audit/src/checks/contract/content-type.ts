import { inWords, mediaTypeOf } from '../../http/exchange.ts';
import { readingCheck } from '../../judge/check.ts';
import { type Finding, notAvailable, verdictOf } from '../../judge/outcome.ts';
import { contentFor, documented } from '../../openapi/document.ts';
import { type Answered, answersOf, firstOfEach } from './answers.ts';

export const contentType = readingCheck({
  meta: {
    id: 'contract.content-type',
    title: 'Each answer is of a media type that is documented',
    mode: 'active',
    severity: 'P1',
    why: 'A client parses what it was promised. HTML in place of JSON, the page of a proxy or a body without a media type breaks it far from its cause.',
    how: 'All answers with a body are held against what the document says of their status. A media type that it does not name fails, as does a body without one, and a 2xx with a body of which the document says nothing.',
    mend: 'Send the media type that is documented, also from error handlers; document the body of each 2xx with its schema.',
    sources: ['RFC 9110 section 8.3', 'OpenAPI Specification 3.1 section 4.8.17'],
  },
  needs: ['document', 'walk', 'exchanges'],
  judge: (artifacts) => {
    const answers = answersOf(artifacts).filter(({ operation, answer }) => operation.method !== 'HEAD' && answer.body !== '' && documented(operation, answer.status) !== undefined);
    if (answers.length === 0) return notAvailable('No operation answered with a body and a status that the document names.');
    const found = answers.flatMap((one) => {
      const problem = problemOf(one);
      return problem === undefined ? [] : [{ one, problem }];
    });
    const findings = firstOfEach(found, ({ one, problem }) => `${one.subject} ${one.answer.status} ${problem}`).map(({ one, problem }): Finding => ({ subject: one.subject, problem: `${inWords(one.exchange)}: ${problem}`, exchange: one.exchange.id }));
    return verdictOf({ count: answers.length, of: 'answers with a body' }, answers.slice(0, 3).map(({ exchange, answer }) => ({ text: `${inWords(exchange)} with ${mediaTypeOf(answer.headers)}`, exchange: exchange.id })), findings);
  },
});

function problemOf({ operation, answer }: Answered): string | undefined {
  const mediaType = mediaTypeOf(answer.headers);
  const content = documented(operation, answer.status)?.content ?? {};
  const types = Object.keys(content);
  if (mediaType === '') return 'a body without a media type';
  // Many documents name refusals without their bodies: errors.envelope judges these.
  if (types.length === 0) return answer.status < 300 ? `a body of ${mediaType}, of which the document says nothing` : undefined;
  return contentFor(content, mediaType) === undefined ? `${mediaType} where the document says ${types.join(', ')}` : undefined;
}
