import { type Count, countSettled, countStill } from '../../gather/counting.ts';
import type { Lab } from '../../gather/lab.ts';
import { deliverAll, delivery, eventsOf } from '../../gather/webhooks.ts';
import { probingCheck } from '../../judge/check.ts';
import { type Finding, notAvailable, verdictOf } from '../../judge/outcome.ts';
import type { WebhookTarget } from '../../target/target-file.ts';
import { countedWebhooksOf } from './webhook-targets.ts';

/** A provider delivers at least once; a queue of it that is sent again, many times at once. */
const DUPLICATES = 50;
const PATIENCE_MS = 10_000;

interface Duplicated {
  readonly path: string;
  /** How many deliveries ended so, by status or failure. */
  readonly answers: Readonly<Record<string, number>>;
  /** The first delivery that was answered with a 5xx or not at all. */
  readonly broken?: { readonly exchange: string; readonly ended: string };
  readonly before: Count;
  readonly afterDuplicates: Count;
  readonly afterOnce: Count;
}

async function duplicate(lab: Lab, webhook: WebhookTarget & Required<Pick<WebhookTarget, 'effect'>>): Promise<Duplicated> {
  const answers: Record<string, number> = {};
  let broken: Duplicated['broken'];
  const before = await countStill(lab, webhook.effect);
  for (const body of eventsOf(lab.mask, webhook, lab.samples.variables)) {
    for (const { id, answer, failure = 'nothing' } of await lab.together(Array.from({ length: DUPLICATES }, () => delivery(webhook, body)))) {
      const ended = answer === undefined ? failure : String(answer.status);
      answers[ended] = (answers[ended] ?? 0) + 1;
      if (answer === undefined || answer.status >= 500) broken ??= { exchange: id, ended };
    }
  }
  const afterDuplicates = await countSettled(lab, webhook.effect, before, PATIENCE_MS);
  await deliverAll(lab, webhook, eventsOf(lab.mask, webhook, lab.samples.variables));
  const afterOnce = await countSettled(lab, webhook.effect, afterDuplicates, PATIENCE_MS);
  return { path: webhook.path, answers, ...(broken === undefined ? {} : { broken }), before, afterDuplicates, afterOnce };
}

const inWords = (answers: Readonly<Record<string, number>>): string => Object.entries(answers).map(([ended, times]) => `${times} times ${ended}`).join(', ');

function findingsOf({ path, broken, before, afterDuplicates, afterOnce }: Duplicated): readonly Finding[] {
  const [many, once] = [afterDuplicates.value - before.value, afterOnce.value - afterDuplicates.value];
  const subject = `POST ${path}`;
  return [
    ...(many === once || once === 0 ? [] : [{ subject, problem: many === 0 ? `each event ${DUPLICATES} times at once changed nothing, though told once the same events change the count by ${once}` : `each event ${DUPLICATES} times at once changed the count by ${many}, told once by ${once}`, exchange: afterDuplicates.exchange }]),
    ...(broken === undefined ? [] : [{ subject, problem: `one of ${DUPLICATES} simultaneous deliveries of an event ended in ${broken.ended}`, exchange: broken.exchange }]),
  ];
}

export const webhookOnce = probingCheck({
  meta: {
    id: 'payments.webhook-once',
    title: 'An event that is delivered many times has one effect',
    mode: 'active',
    severity: 'P0',
    why: 'Providers deliver at least once, also at the same moment: a second effect ships goods twice, or books a payment twice.',
    how: `Each event of the target file is posted ${DUPLICATES} times at once, and what it changes is counted before and behind, for ${PATIENCE_MS / 1_000} s at most until it stays. Then events of the same kind are told once. Both must change the count by the same, and no delivery may end in a 5xx or without an answer.`,
    mend: 'Store the id of the event under a unique key in the same write as its effect, or before it, and answer 2xx to an id that is there already. A look whether it is there, and a write behind it, lets two through.',
    sources: ['https://docs.stripe.com/webhooks#handle-duplicate-events', 'CWE-367: Time-of-check Time-of-use (TOCTOU) Race Condition'],
  },
  needs: ['document'],
  turn: 1,
  probe: async (lab): Promise<readonly Duplicated[]> => {
    const duplicated: Duplicated[] = [];
    for (const webhook of countedWebhooksOf(lab)) duplicated.push(await duplicate(lab, webhook));
    return duplicated;
  },
  judge: (_, duplicated) => {
    const findings = duplicated.flatMap(findingsOf);
    const dumb = duplicated.find(({ afterDuplicates, afterOnce }) => afterOnce.value === afterDuplicates.value);
    if (dumb !== undefined && findings.length === 0) return notAvailable(`Events of POST ${dumb.path} that were well signed and told once did not change the count (${dumb.afterOnce.exchange}): give them a \`{{unique}}\` object of their own, or correct \`webhooks[].effect\`.`);
    const evidence = duplicated.flatMap(({ path, answers, before, afterDuplicates, afterOnce }) => [
      { text: `POST ${path}, each event ${DUPLICATES} times at once: ${inWords(answers)}` },
      { text: `the count went from ${before.value} to ${afterDuplicates.value}, and told once to ${afterOnce.value}`, exchange: afterDuplicates.exchange },
    ]);
    return verdictOf({ count: duplicated.reduce((sum, { answers }) => sum + Object.values(answers).reduce((one, other) => one + other, 0), 0), of: 'deliveries' }, evidence, findings);
  },
});
