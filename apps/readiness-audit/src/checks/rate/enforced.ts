import type { Limit } from '../../artifacts/limit.ts';
import { inWords } from '../../http/exchange.ts';
import { readingCheck } from '../../judge/check.ts';
import { notAvailable, verdictOf } from '../../judge/outcome.ts';

/** Why the other checks of limits have nothing to judge. */
export const noLimit = ({ subject, plain, addressed }: Limit): string => `${plain.sent + (addressed?.sent ?? 0)} requests to ${subject} met no limit.`;

/** A burst this short says nothing: the service was too slow for it. */
const LEAST_SENT = 200;

export const enforced = readingCheck({
  meta: {
    id: 'rate.enforced',
    title: 'Who asks too often is refused',
    mode: 'active',
    severity: 'P1',
    why: 'Without a limit one caller, or one mistake in one client, takes the service from everybody.',
    how: 'The quickest operation that only reads, apart from health and the like, is asked up to 1,000 times by one caller, ten at a time, and 500 times more with an address in X-Forwarded-For, up to the first refusal: a 429, or a 403, 500 or 503 that speaks of too many requests or has Retry-After. It fails when none comes. A limit that exempts loopback, or allows more than that, is not seen.',
    mend: 'Limit by caller before the work begins, by address where nobody is logged in, and tighter where the work is dear.',
    sources: ['OWASP API Security Top 10 2023, API4', 'RFC 6585 section 4', 'CWE-770'],
  },
  needs: ['limit'],
  judge: ({ limit }) => {
    const { subject, plain, addressed } = limit;
    const refused = plain.refused ?? addressed?.refused;
    const sent = plain.sent + (addressed?.sent ?? 0);
    if (refused === undefined && sent < LEAST_SENT) return notAvailable(`Within 30 s only ${sent} requests to ${subject} were answered: too few to meet a limit.`);
    const evidence = refused === undefined ? [{ text: `request ${sent}: ${inWords(plain.last)}`, exchange: plain.last.id }] : [{ text: `within ${sent} requests: ${inWords(refused)}`, exchange: refused.id }];
    return verdictOf({ count: sent, of: 'requests' }, evidence, refused === undefined ? [{ subject, problem: `${sent} requests in a row were answered: nothing limits a caller`, exchange: plain.last.id }] : []);
  },
});
