import type { Lab } from '../../gather/lab.ts';
import { replacedAt, valueAtPointer } from '../../gather/pointers.ts';
import type { Sample } from '../../gather/samples.ts';
import { Inapplicable, Unavailable } from '../../gather/unavailable.ts';
import { type Exchange, jsonOf, mediaTypeOf, type Request } from '../../http/exchange.ts';
import { jsonBody, withFreshKey, withJson } from '../../http/requests.ts';
import { isJson, named, type Operation } from '../../openapi/document.ts';
import type { TargetFile } from '../../target/target-file.ts';

/** Models take their time. */
const PATIENCE_MS = 90_000;
const LOOKS_LIKE_ONE = /\b(ai|assistants?|chat|chatbot|completions?|llm|prompts?|ask|copilot)\b/i;

/** A question that was asked. */
export interface Asked {
  readonly question: string;
  readonly exchange: Exchange;
  /** What stands where the target file says that the answer does. */
  readonly text?: string;
}

/** Asks the model of the target, in the words of a request that is known to succeed. */
export class Asker {
  readonly subject: string;
  readonly sample: Sample;
  /** The question of the good request; what anybody would ask where it has none. */
  readonly plain: string;
  readonly #lab: Lab;
  readonly #ai: NonNullable<TargetFile['ai']>;

  private constructor(lab: Lab, ai: NonNullable<TargetFile['ai']>, sample: Sample) {
    this.#lab = lab;
    this.#ai = ai;
    this.sample = sample;
    this.subject = named(sample.operation);
    const question = valueAtPointer(jsonBody(sample.request), ai.question);
    this.plain = typeof question === 'string' && question !== '' ? question : 'What should I do first, and why?';
  }

  /** @throws Unavailable; Inapplicable where nothing looks as if it asked a model */
  static async of(lab: Lab): Promise<Asker> {
    const { ai } = lab.target;
    const { operations } = lab.artifact('document');
    if (ai === undefined) throw missing(operations);
    const operation = operations.find(({ id }) => id === ai.ask);
    if (operation === undefined) throw new Unavailable(`The document knows no operation ${ai.ask}, which \`ai.ask\` of the target file names.`);
    const sample = await lab.samples.of(operation);
    if ('cannot' in sample) throw new Unavailable(`${named(operation)} cannot be asked: ${sample.cannot}.`);
    if (jsonBody(sample.request) === undefined) throw new Unavailable(`The body of ${named(operation)} is no JSON, so that no question can be put into it.`);
    return new Asker(lab, ai, sample);
  }

  request(question: string): Request {
    return withFreshKey({ ...withJson(this.sample.request, replacedAt(jsonBody(this.sample.request), this.#ai.question, question)), timeoutMs: PATIENCE_MS });
  }

  async ask(question: string): Promise<Asked> {
    const exchange = await this.#lab.send(this.request(question));
    const text = textAt(exchange, this.#ai.answer);
    return { question, exchange, ...(text === undefined ? {} : { text }) };
  }
}

/** Why nothing can be asked where the target file tells of no model. */
function missing(operations: readonly Operation[]): Error {
  const likely = operations.find(({ id, method, path }) => method === 'POST' && LOOKS_LIKE_ONE.test(`${path} ${id}`.replaceAll(/[_./]|(?<=[a-z])(?=[A-Z])/g, ' ')));
  return likely === undefined ? new Inapplicable(`The target file tells no \`ai\`, and none of the document's ${operations.length} operations looks as if it asked a model.`) : new Unavailable(`${named(likely)} looks as if it asked a model: tell it, and where question and answer stand, in \`ai\` of the target file.`);
}

/** The text at a JSON pointer of an answer, or the texts of a list there. */
function textAt({ answer }: Exchange, pointer: string): string | undefined {
  const value = answer === undefined || answer.status >= 300 ? undefined : valueAtPointer(jsonOf(answer), pointer);
  if (Array.isArray(value)) return value.filter((one) => typeof one === 'string').join(' ').trim() || undefined;
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** Asked beside others: whoever answers it in the same words has not read the question. */
export const ANOTHER = 'What can you help me with?';

/** @throws Unavailable where different questions are answered with the same words: nothing that they say is an answer */
export function assertNotCanned(subject: string, asked: readonly Asked[]): void {
  const texts = asked.flatMap(({ text }) => text ?? []);
  if (texts.length > 1 && new Set(texts).size === 1) throw new Unavailable(`${subject} answers ${texts.length} different questions with the same words (${asked[0]?.exchange.id ?? ''}): that is no model, or one that is not there.`);
}

/** How a question ended, for people. */
export function howItEnded({ exchange: { answer, failure, ms }, text }: Asked): string {
  if (answer === undefined) return `ended in ${failure ?? 'nothing'}`;
  if (answer.status >= 300) return `answered ${answer.status}`;
  if (text !== undefined) return `answered ${answer.status} with ${text.length} characters in ${Math.round(ms)} ms`;
  return isJson(mediaTypeOf(answer.headers)) ? `answered ${answer.status} without a text` : `answered ${answer.status} with ${mediaTypeOf(answer.headers) || 'no media type'}, which cannot be read`;
}
