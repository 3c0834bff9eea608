import { invalid } from '../errors.ts';
import { randomText } from '../ids.ts';
import type { Call, Route } from '../world.ts';
import { accountOf } from './accounts.ts';

/** Seconds for which a link works; Stripe says "a few minutes". */
const LIFE_S = 300;
const TYPES = ['account_onboarding', 'account_update'] as const;

export const accountLinkRoutes: readonly Route[] = [{ method: 'POST', path: '/v1/account_links', handle: create }];

function create({ world, params }: Call): object {
  const account = accountOf(world, params.required('account'));
  params.required('type');
  const type = params.choice('type', TYPES);
  const [returnUrl, refreshUrl] = [addressOf(params.required('return_url'), 'return_url'), addressOf(params.required('refresh_url'), 'refresh_url')];
  const created = world.clock.seconds();
  const link = world.store.save(world.store.onboardingLinks, { id: randomText(24), account: account.id, expires_at: created + LIFE_S, refresh_url: refreshUrl, return_url: returnUrl, used: false });
  return { object: 'account_link', created, expires_at: link.expires_at, url: `${world.baseUrl}/onboarding/${link.id}${type === 'account_update' ? '?update' : ''}` };
}

function addressOf(text: string, param: string): string {
  if (!/^https?:$/.test(URL.parse(text)?.protocol ?? '')) throw invalid('Not a valid URL', param, 'url_invalid');
  return text;
}
