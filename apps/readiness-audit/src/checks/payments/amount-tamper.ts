import { type Count, countOf } from '../../gather/counting.ts';
import type { Lab } from '../../gather/lab.ts';
import { replacedAt, valueAtPointer } from '../../gather/pointers.ts';
import { Inapplicable, Unavailable } from '../../gather/unavailable.ts';
import { type Exchange, inWords, isDone } from '../../http/exchange.ts';
import { jsonBody, withFreshKey, withJson } from '../../http/requests.ts';
import { probingCheck } from '../../judge/check.ts';
import { type Finding, notAvailable, verdictOf } from '../../judge/outcome.ts';
import { named, type Operation } from '../../openapi/document.ts';
import type { TargetFile } from '../../target/target-file.ts';

interface Tried {
  readonly name: string;
  readonly exchange: Exchange;
  /** Payments before and behind it; none where the target file does not say how they are counted. */
  readonly counts?: readonly [before: Count, after: Count];
}

interface Tampered {
  readonly subject: string;
  readonly tries: readonly Tried[];
  /** As it should be. */
  readonly control: Tried;
}

/** Amounts that nobody owes, in the type in which the good one is told. */
function tampered(good: unknown): readonly (readonly [name: string, value: unknown])[] {
  const amount = Number.isFinite(Number(good)) ? Number(good) : 1_000;
  const numbers = [['nothing', 0], ['a negative amount', -(Math.abs(amount) || 1)], ['1', 1], ['a huge amount', 999_999_999_999_999], ['a fraction', Number.isInteger(amount) ? amount + 0.5 : 0.001]] as const;
  return [...numbers.filter(([, value]) => value !== amount).map(([name, value]) => [name, typeof good === 'string' ? String(value) : value] as const), ['a text', 'a lot']];
}

function operationOf(lab: Lab): { readonly operation: Operation; readonly payments: NonNullable<TargetFile['payments']> } {
  const { payments } = lab.target;
  const { operations } = lab.artifact('document');
  if (payments === undefined) {
    const likely = operations.find(({ method, path }) => method === 'POST' && /\b(payments?|payment-intents?|charges?|checkouts?)\b/i.test(path));
    if (likely === undefined) throw new Inapplicable(`The target file tells no \`payments\`, and none of the document's ${operations.length} operations posts to something called a payment, charge or checkout.`);
    throw new Unavailable(`${named(likely)} looks like one that starts a payment: tell it, and where the sender says the amount, in \`payments\` of the target file.`);
  }
  const operation = operations.find(({ id }) => id === payments.create);
  if (operation === undefined) throw new Unavailable(`The document knows no operation ${payments.create}, which \`payments.create\` of the target file names.`);
  return { operation, payments };
}

async function tamper(lab: Lab): Promise<Tampered> {
  const { operation, payments: { amount, count } } = operationOf(lab);
  const sample = await lab.samples.of(operation);
  if ('cannot' in sample) throw new Unavailable(`${named(operation)} cannot be tried: ${sample.cannot}.`);
  const body = jsonBody(sample.request);
  if (typeof body !== 'object' || body === null) throw new Unavailable(`The body of ${named(operation)} is no JSON object, so that no amount in it can be changed.`);
  const attempt = async (name: string, value: unknown): Promise<Tried> => {
    const before = count === undefined ? undefined : await countOf(lab, count);
    const exchange = await lab.send(withFreshKey(value === undefined ? sample.request : withJson(sample.request, replacedAt(body, amount, value))));
    return { name, exchange, ...(before === undefined || count === undefined ? {} : { counts: [before, await countOf(lab, count)] }) };
  };
  const tries: Tried[] = [];
  for (const [name, value] of tampered(valueAtPointer(body, amount))) tries.push(await attempt(name, value));
  return { subject: named(operation), tries, control: await attempt('the good amount', undefined) };
}

const rose = ({ counts }: Tried): boolean => counts !== undefined && counts[1].value > counts[0].value;

/** @param counts whether the good request was counted, so that what is not counted is no payment */
function problemOf(tried: Tried, counts: boolean): string | undefined {
  const { exchange: { answer, failure } } = tried;
  if (rose(tried)) return `was counted as a payment, and answered ${answer?.status ?? failure ?? 'nothing'}`;
  if (answer === undefined) return `ended in ${failure ?? 'nothing'}`;
  if (answer.status >= 500) return `was answered ${answer.status} in place of a refusal`;
  // A payment that is declined may be an answer of its own kind: what counts payments knows.
  return answer.status < 400 && !counts ? `was accepted with ${answer.status}` : undefined;
}

export const amountTamper = probingCheck({
  meta: {
    id: 'payments.amount-tamper',
    title: 'The payer does not say what is paid',
    mode: 'active',
    severity: 'P0',
    why: 'Whoever believes the amount that a browser sends sells everything for one cent, or pays out for a negative one.',
    how: 'The operation that starts a payment is sent with the amount 0, negative, 1, huge, a fraction and a text in place of the good one. Each must be refused with a 4xx, or leave the count of payments as it is where the good request behind them raises it; without that good one the refusals prove nothing.',
    mend: 'Take the price from your own records, in whole minor units. Where the client sends one, compare and refuse any other.',
    sources: ['CWE-602: Client-Side Enforcement of Server-Side Security', 'CWE-472: External Control of Assumed-Immutable Web Parameter', 'OWASP Web Security Testing Guide, WSTG-BUSL-02'],
  },
  needs: ['document', 'walk'],
  probe: tamper,
  judge: (_, { subject, tries, control }) => {
    const counts = rose(control) && isDone(control.exchange);
    const tried = tries.filter(({ exchange }) => exchange.answer?.status !== 429);
    const findings = tried.flatMap((one): readonly Finding[] => {
      const problem = problemOf(one, counts);
      return problem === undefined ? [] : [{ subject, problem: `${one.name} ${problem}`, exchange: one.exchange.id }];
    });
    if (!isDone(control.exchange) && !tried.some((one) => rose(one) || isDone(one.exchange))) return notAvailable(`The good amount was refused, too (${inWords(control.exchange)}, ${control.exchange.id}), so that the refusals of others prove nothing.`);
    if (tried.length === 0) return notAvailable(`${subject} is rate limited: all tries were answered 429.`);
    return verdictOf({ count: tried.length, of: 'amounts' }, [...tried, control].map(({ name, exchange, counts: told }) => ({ text: `${name}: ${inWords(exchange)}${told === undefined ? '' : `, payments ${told[0].value} to ${told[1].value}`}`, exchange: exchange.id })), findings);
  },
});
