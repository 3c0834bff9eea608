import type { ServerResponse } from 'node:http';
import type { LivingWorld } from '../living-world.ts';
import type { EmulatorParts } from '../parts.ts';
import { keepAccount } from '../objects/accounts.ts';
import { withNothingDue } from '../objects/requirements.ts';
import type { Account, OnboardingLink } from '../records/money.ts';
import { sendText } from '../server.ts';
import type { Incoming } from '../wire/api.ts';
import { decodeForm } from '../wire/form.ts';
import { HEADERS, HTML, escaped, page } from './html.ts';

const PATH = /^\/onboarding\/(\w+)$/;

/** The page behind an account link, in place of Stripe's onboarding: GET shows what is due, POST gives it or goes away. */
export function onboardingPage({ world }: EmulatorParts, incoming: Incoming, response: ServerResponse): boolean {
  const id = PATH.exec(incoming.pathname)?.[1];
  if (id === undefined) return false;
  const link = world.store.onboardingLinks.get(id);
  const account = link && world.store.accounts.get(link.account);
  if (!link || !account || account.deleted) sendText(response, 404, HTML, page('Not found', '<body class="narrow"><main><h1>There is no such link</h1></main></body>'), HEADERS);
  // As Stripe does: a link works once, and whoever comes too late is sent to have a new one made.
  else if (link.used || link.expires_at <= world.clock.seconds()) away(response, link.refresh_url);
  else if (incoming.method !== 'POST') sendText(response, 200, HTML, form(account, link), HEADERS);
  else answer(world, account, link, decodeForm(incoming.body)['answer'] === 'complete', response);
  return true;
}

function form(account: Account, link: OnboardingLink): string {
  const due = account.requirements.currently_due.map((name) => `<li><code>${escaped(name)}</code></li>`).join('');
  return page('Onboarding', `<body class="narrow">
<main>
<h1>Get paid</h1>
<p>Stripe emulator: nobody looks at what you would enter here. Account <code>${escaped(account.id)}</code>.</p>
${due === '' ? '<p>Nothing is due.</p>' : `<p>Due:</p><ul>${due}</ul>`}
<form method="post" action="/onboarding/${escaped(link.id)}">
<button class="go" name="answer" value="complete">Give everything</button>
<button name="answer" value="leave">Leave for now</button>
</form>
</main>
</body>`);
}

function answer(world: LivingWorld, account: Account, link: OnboardingLink, completes: boolean, response: ServerResponse): void {
  world.store.save(world.store.onboardingLinks, { ...link, used: true });
  if (completes) keepAccount(world, account, withNothingDue(account, world.clock.seconds()));
  world.commit();
  world.webhooks.wake();
  away(response, link.return_url);
}

function away(response: ServerResponse, url: string): void {
  sendText(response, 303, 'text/plain; charset=utf-8', 'On to the platform.', { ...HEADERS, location: url });
}
