import { fieldOf } from '../../http/exchange.ts';
import { withQuery } from '../../http/requests.ts';
import { type Variation, varyingCheck } from '../../judge/check.ts';
import { notApplicable } from '../../judge/outcome.ts';
import { judgeVaried } from '../../judge/verdicts.ts';
import { documented } from '../../openapi/document.ts';
import { type AddressPlace, waysOn } from './addresses.ts';

const FOREIGN = 'attacker.example';
/** What browsers take for an address of another host, and careless checks for a path. */
const ADDRESSES = [`https://${FOREIGN}/`, `//${FOREIGN}/`, `/\\${FOREIGN}/`, `https:${FOREIGN}/`] as const;
/** What frameworks call it, tried where an operation is known to redirect and names no such parameter. */
const USUAL = ['next', 'returnUrl', 'redirect', 'redirect_uri', 'url'] as const;

export const redirect = varyingCheck({
  meta: {
    id: 'web.redirect',
    title: 'Nobody is sent on to a foreign site',
    mode: 'active',
    severity: 'P1',
    why: 'A link to a site that people trust, which ends at one that they should not, is what false mails are made of; and it hands on tokens in the address.',
    how: 'Parameters and members that are called like a way on (redirect, returnUrl, next and the like) get an address of a foreign host, in four spellings; operations that redirect by what the document says get the usual names, too. It fails when Location leads to that host.',
    mend: 'Take a name or a path in place of an address, and look it up in a list; parse what is given and compare its host, not its beginning.',
    sources: ['OWASP Unvalidated Redirects and Forwards Cheat Sheet', 'RFC 9700 section 4.11', 'CWE-601'],
  },
  needs: ['document'],
  vary: ({ operation, request }) => {
    const told = waysOn(operation, request);
    const redirects = [301, 302, 303, 307, 308].some((status) => documented(operation, status)?.status.startsWith('3') === true);
    const places: readonly AddressPlace[] = told.length > 0 || !redirects ? told : USUAL.map((name) => ({ name: `query parameter ${name}`, put: (asked, address) => withQuery(asked, name, address) }));
    return places.flatMap(({ name, put }): readonly Variation[] => ADDRESSES.map((address) => ({ name: `${name} = ${address}`, request: put(request, address) })));
  },
  judge: (_, varied) => {
    if (varied.length === 0) return notApplicable('No operation takes an address to go on to, and none that was reached says that it redirects.');
    return judgeVaried(varied, { of: 'requests with a foreign address' }, ({ exchange: { answer, request: { url } } }) => {
      const location = answer !== undefined && answer.status >= 300 && answer.status < 400 ? fieldOf(answer.headers, 'location') : undefined;
      return location !== undefined && hostOf(location, url) === FOREIGN ? `it leads there: Location: ${location}` : undefined;
    });
  },
});

/** As browsers read it: a backslash is a slash. WHATWG URL Standard. */
const hostOf = (location: string, base: string): string | undefined => (URL.canParse(location, base) ? new URL(location, base).hostname : undefined);
