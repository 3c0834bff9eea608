import { inWords } from '../../http/exchange.ts';
import { readingCheck } from '../../judge/check.ts';
import { notAvailable, verdictOf } from '../../judge/outcome.ts';
import { documented } from '../../openapi/document.ts';
import { answersOf, firstOfEach } from './answers.ts';

/** What HTTP, a proxy or a limiter may answer to any request, whatever it is for; 5xx are judged by errors.no-500. */
const OF_HTTP = new Set([304, 405, 406, 408, 411, 413, 414, 415, 416, 417, 421, 425, 426, 428, 429, 431]);

export const status = readingCheck({
  meta: {
    id: 'contract.status',
    title: 'Each status that comes is one that is documented',
    mode: 'active',
    severity: 'P1',
    why: 'A client that was made from the document has no branch for a status that it does not name: the refusal becomes a crash, or a success.',
    how: 'All answers of the run, to good and to broken requests, are held against the document: their status must stand there, by itself, as a class (4XX) or as default. Statuses that HTTP itself may answer to any request (405, 413, 415, 429 and the like) and 5xx do not count.',
    mend: 'Document the statuses that are answered; shared responses in `components` make it one line for each operation.',
    sources: ['OpenAPI Specification 3.1 section 4.8.16', 'RFC 9110 section 15'],
  },
  needs: ['document', 'walk', 'exchanges'],
  judge: (artifacts) => {
    const answers = answersOf(artifacts).filter(({ answer: { status: code } }) => code < 500 && !OF_HTTP.has(code));
    if (answers.length === 0) return notAvailable('No operation answered.');
    const unknown = answers.filter(({ operation, answer }) => documented(operation, answer.status) === undefined);
    const findings = firstOfEach(unknown, ({ subject, answer }) => `${subject} ${answer.status}`).map(({ operation, subject, exchange }) => ({
      subject, problem: `${inWords(exchange)}; the document names ${operation.answers.map((one) => one.status).join(', ') || 'no status'}`, exchange: exchange.id,
    }));
    return verdictOf({ count: answers.length, of: 'answers' }, answers.slice(0, 3).map(({ exchange }) => ({ text: inWords(exchange), exchange: exchange.id })), findings);
  },
});
