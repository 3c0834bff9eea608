import { inWords, jsonOf, mediaTypeOf } from '../../http/exchange.ts';
import { readingCheck } from '../../judge/check.ts';
import { notAvailable, verdictOf } from '../../judge/outcome.ts';
import { contentFor, documented, isJson, type Pointer } from '../../openapi/document.ts';
import { schemasOf } from '../../openapi/schemas.ts';
import { type Answered, answersOf, firstOfEach } from './answers.ts';

interface Judged extends Answered {
  readonly schema: Pointer;
}

/** Of the body of an answer what is kept may not be all. */
const isWhole = ({ answer }: Answered): boolean => answer.bytes <= 1_048_576;

export const schema = readingCheck({
  meta: {
    id: 'contract.schema',
    title: 'Answers are as the document says',
    mode: 'active',
    severity: 'P0',
    why: 'The schema is the promise on which clients are built. A member that is missing or of another type breaks them in production, one customer at a time.',
    how: 'All answers of the run as JSON, to good and to broken requests, are validated against the schema that the document gives for their status and media type (JSON Schema 2020-12; OpenAPI 3.0 and 2.0 are translated). Each that is invalid, or no JSON at all, fails.',
    mend: 'Make the schema from the code that writes the answer, or check answers against it in the tests.',
    sources: ['OpenAPI Specification 3.1 section 4.8.14', 'JSON Schema 2020-12'],
  },
  needs: ['document', 'walk', 'exchanges'],
  judge: (artifacts) => {
    const schemas = schemasOf(artifacts.document);
    const answers = answersOf(artifacts).filter(isWhole).flatMap((one): readonly Judged[] => {
      const mediaType = mediaTypeOf(one.answer.headers);
      const pointer = contentFor(documented(one.operation, one.answer.status)?.content ?? {}, mediaType)?.schema;
      return pointer === undefined || !isJson(mediaType) || one.answer.body === '' ? [] : [{ ...one, schema: pointer }];
    });
    const usable = answers.filter((one) => schemas.allows(one.schema, null) !== undefined);
    if (usable.length === 0) return notAvailable(answers.length === 0 ? 'The document gives no schema for any answer that came.' : `No schema of the ${answers.length} answers can be used.`);
    const found = usable.flatMap((one) => {
      const value = jsonOf(one.answer);
      const errors = value === undefined ? ['the body is no JSON'] : schemas.errors(one.schema, value);
      return errors.length === 0 ? [] : [{ one, problem: errors.join('; ') }];
    });
    const findings = firstOfEach(found, ({ one, problem }) => `${one.subject} ${one.answer.status} ${problem.replaceAll(/\d+/g, '0')}`).map(({ one, problem }) => ({ subject: one.subject, problem: `${inWords(one.exchange)}: ${problem}`, exchange: one.exchange.id }));
    const evidence = usable.slice(0, 3).map(({ exchange }) => ({ text: inWords(exchange), exchange: exchange.id }));
    const unusable = answers.length - usable.length;
    return verdictOf({ count: usable.length, of: 'answers' }, unusable === 0 ? evidence : [...evidence, { text: `not judged: ${unusable} answers whose schema cannot be used` }], findings);
  },
});
