import type { Lab } from '../../gather/lab.ts';
import { Inapplicable, Unavailable } from '../../gather/unavailable.ts';
import { named } from '../../openapi/document.ts';
import type { WebhookTarget } from '../../target/target-file.ts';

/** The webhooks that the target file tells. @throws Unavailable, or Inapplicable where the document shows none either */
export function webhooksOf(lab: Lab): readonly WebhookTarget[] {
  const { webhooks = [] } = lab.target;
  if (webhooks.length > 0) return webhooks;
  const { operations } = lab.artifact('document');
  const [likely] = operations.filter(({ method, path }) => method === 'POST' && /web-?hooks?\b/i.test(path));
  if (likely === undefined) throw new Inapplicable(`The target file tells no webhook, and no path of the document's ${operations.length} operations is called one.`);
  throw new Unavailable(`${named(likely)} looks like a webhook: tell its provider, path, secret and events in \`webhooks\` of the target file.`);
}

/** Those whose effect can be counted. @throws Unavailable when there is none */
export function countedWebhooksOf(lab: Lab): readonly (WebhookTarget & Required<Pick<WebhookTarget, 'effect'>>)[] {
  const counted = webhooksOf(lab).flatMap((webhook) => (webhook.effect === undefined ? [] : [{ ...webhook, effect: webhook.effect }]));
  if (counted.length === 0) throw new Unavailable('An answer does not say what an event has done: tell in `webhooks[].effect` of the target file what its events change.');
  return counted;
}
