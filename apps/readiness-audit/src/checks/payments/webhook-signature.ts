import { leavesOf, replacedAt } from '../../gather/pointers.ts';
import { delivery, eventsOf, stripeSignature } from '../../gather/webhooks.ts';
import type { Lab } from '../../gather/lab.ts';
import { type Exchange, inWords, isDone, type Request } from '../../http/exchange.ts';
import { probingCheck } from '../../judge/check.ts';
import { type Finding, notAvailable, verdictOf } from '../../judge/outcome.ts';
import type { WebhookTarget } from '../../target/target-file.ts';
import { webhooksOf } from './webhook-targets.ts';

/** Twelve times the tolerance of Stripe's libraries, which is 300 s. */
const AGE_S = 3_600;

const [STALE, FUTURE] = ['signed an hour ago', 'signed in an hour'];

interface Tried {
  readonly path: string;
  /** Well signed. */
  readonly control: Exchange;
  readonly tries: readonly { readonly name: string; readonly exchange: Exchange }[];
}

/** Another text or number somewhere in an event. */
function changed(body: string): string {
  const event = JSON.parse(body) as unknown;
  const [pointer, value] = leavesOf(event).findLast(([, leaf]) => typeof leaf === 'string' || typeof leaf === 'number') ?? ['/changed', ''];
  return JSON.stringify(replacedAt(event, pointer, typeof value === 'number' ? value + 1 : `${String(value)}x`));
}

/** Each with an event that was not told before: one that is known already might be answered without a look at its signature. */
const forgeries = (webhook: WebhookTarget, fresh: () => string): readonly { readonly name: string; readonly request: Request }[] => {
  const now = Math.floor(Date.now() / 1_000);
  const signed = (body: string, at: number, secret = webhook.secret): Request => delivery(webhook, body, stripeSignature(secret, body, at));
  const told = fresh();
  return [
    { name: 'unsigned', request: delivery(webhook, fresh(), null) },
    { name: 'signed with another secret', request: signed(fresh(), now, 'whsec_of_somebody_else') },
    { name: STALE, request: signed(fresh(), now - AGE_S) },
    { name: FUTURE, request: signed(fresh(), now + AGE_S) },
    { name: 'changed behind its signature', request: delivery(webhook, changed(told), stripeSignature(webhook.secret, told)) },
  ];
};

async function tryOn(lab: Lab, webhook: WebhookTarget): Promise<Tried> {
  const fresh = (): string => eventsOf(lab.mask, webhook, lab.samples.variables)[0] ?? '';
  const tries: { readonly name: string; readonly exchange: Exchange }[] = [];
  for (const { name, request } of forgeries(webhook, fresh)) tries.push({ name, exchange: await lab.send(request) });
  return { path: webhook.path, tries, control: await lab.send(delivery(webhook, fresh())) };
}

function problemOf({ answer, failure }: Exchange): string | undefined {
  if (answer === undefined) return `ended in ${failure ?? 'nothing'} in place of a refusal`;
  if (answer.status < 400) return `was accepted with ${answer.status}`;
  return answer.status >= 500 ? `answered ${answer.status} in place of a refusal, so that the provider sends it again` : undefined;
}

/**
 * Stripe's own libraries refuse what is old and accept what comes from the future, which only the holder of the secret can sign: by itself
 * that is told, and fails only where time stamps are not looked at.
 */
const isStripes = ({ tries }: Tried, name: string): boolean => name === FUTURE && tries.some((one) => one.name === STALE && problemOf(one.exchange) === undefined);

export const webhookSignature = probingCheck({
  meta: {
    id: 'payments.webhook-signature',
    title: 'Only well signed webhooks are accepted',
    mode: 'active',
    severity: 'P0',
    why: 'The address of a webhook is no secret: whoever may post an event to it marks orders as paid.',
    how: 'Events of the target file are posted unsigned, signed with another secret, signed an hour ago, signed in an hour, and changed behind their signature: each must be refused with a 4xx (the one from the future only where the old one is accepted, too: Stripe\'s own libraries let it in). Behind them one that is signed as Stripe does must be accepted with a 2xx, without which the refusals prove nothing.',
    mend: 'Verify the signature over the raw bytes of the body before anything is parsed or stored, in constant time, and refuse time stamps that are more than 300 s away on either side.',
    sources: ['https://docs.stripe.com/webhooks#verify-manually', 'CWE-345: Insufficient Verification of Data Authenticity', 'CWE-294: Authentication Bypass by Capture-replay'],
  },
  needs: ['document'],
  turn: 1,
  probe: async (lab): Promise<readonly Tried[]> => {
    const tried: Tried[] = [];
    for (const webhook of webhooksOf(lab)) tried.push(await tryOn(lab, webhook));
    return tried;
  },
  judge: (_, tried) => {
    const all = tried.flatMap((target) => target.tries.map((one) => ({ ...one, path: target.path, isStripes: isStripes(target, one.name) })));
    const findings = all.flatMap(({ path, name, exchange, isStripes: isAsStripe }): readonly Finding[] => {
      const problem = problemOf(exchange);
      return problem === undefined || (isAsStripe && isDone(exchange)) ? [] : [{ subject: `POST ${path}`, problem: `an event that was ${name} ${problem}`, exchange: exchange.id }];
    });
    const refused = tried.find(({ control }) => !isDone(control));
    if (refused !== undefined && !all.some(({ exchange }) => isDone(exchange))) return notAvailable(`The well signed event was refused, too (${inWords(refused.control)}, ${refused.control.id}): correct \`webhooks[].secret\` or its events.`);
    return verdictOf({ count: all.length, of: 'events that must be refused' }, [...tried.map(({ control }) => ({ text: `well signed: ${inWords(control)}`, exchange: control.id })), ...all.slice(0, 5).map(({ name, exchange }) => ({ text: `${name}: ${inWords(exchange)}`, exchange: exchange.id }))], findings);
  },
});
