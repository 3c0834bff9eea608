import type { Artifacts } from '../../artifacts/artifacts.ts';
import type { Answer, Exchange } from '../../http/exchange.ts';
import { named, type Operation } from '../../openapi/document.ts';

/** An answer of an operation of the document. */
export interface Answered {
  readonly operation: Operation;
  /** How people name the operation. */
  readonly subject: string;
  readonly exchange: Exchange;
  readonly answer: Answer;
}

/** A path of broken percent-encoding is no URI (RFC 3986 section 2.1), and what is answered to it is no answer of an operation. */
function isUri(url: string): boolean {
  try {
    return decodeURIComponent(url) !== '';
  } catch {
    return false;
  }
}

/** All answers of the run that are whole, by the operation that they are of. */
export function answersOf({ document, exchanges }: Pick<Artifacts, 'document' | 'exchanges'>): readonly Answered[] {
  const operations = new Map(document.operations.map((one) => [one.id, one]));
  return exchanges.flatMap(({ operation: id, exchanges: of }) => {
    const operation = operations.get(id);
    return operation === undefined ? [] : of.flatMap((exchange) => (exchange.answer === undefined || exchange.failure !== undefined || !isUri(exchange.request.url) ? [] : [{ operation, subject: named(operation), exchange, answer: exchange.answer }]));
  });
}

/** What stands for many findings of one kind: the first of each key, with how many there were. */
export function firstOfEach<T>(all: readonly T[], keyOf: (one: T) => string): readonly T[] {
  return [...new Map([...all].reverse().map((one) => [keyOf(one), one])).values()].reverse();
}
