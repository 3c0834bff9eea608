import { fieldsOf } from '../../http/exchange.ts';
import { readingCheck } from '../../judge/check.ts';
import { type Finding, notApplicable, verdictOf } from '../../judge/outcome.ts';

const IS_SESSION = /sess|sid$|^sid|token|auth|jwt|refresh|remember|identity|login/i;
/** Read by scripts on purpose: double submit. */
const IS_READABLE = /csrf|xsrf/i;

interface Cookie {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly isOfLogin: boolean;
  readonly exchange: string | undefined;
}

export const cookies = readingCheck({
  meta: {
    id: 'web.cookies',
    title: 'Cookies that carry a session are kept from scripts and from other sites',
    mode: 'active',
    severity: 'P1',
    why: 'One script in one page is enough to take a session cookie that scripts may read, and any page can have it sent along that no SameSite keeps back.',
    how: 'Set-Cookie of all answers of the run is read, logins included. Cookies that a login sets, or that are called like a session, need HttpOnly (not those called csrf), SameSite, and Secure where the target speaks HTTPS or SameSite is None; the prefixes __Host- and __Secure- need what they promise. Cookies that are being deleted are passed over.',
    mend: 'Set `HttpOnly; Secure; SameSite=Lax` or `Strict`, and the __Host- prefix with Path=/ and no Domain.',
    sources: ['RFC 6265bis sections 4.1.2 and 4.1.3', 'OWASP Session Management Cheat Sheet, Cookies', 'CWE-614', 'CWE-1004'],
  },
  needs: ['walk', 'sessions', 'declared'],
  judge: ({ walk, sessions, declared: { baseUrl } }) => {
    const visits = walk.visits.flatMap(({ control }) => (control?.answer === undefined ? [] : [control]));
    const found = [
      ...sessions.flatMap(({ cookies: set = [], exchange }) => set.map((text) => cookieOf(text, true, exchange))),
      ...visits.flatMap(({ id, answer }) => fieldsOf(answer?.headers ?? [], 'set-cookie').map((text) => cookieOf(text, false, id))),
    ].filter((cookie) => !isDeleted(cookie));
    if (found.length === 0) return notApplicable(`No cookie is set by any of ${visits.length + sessions.length} answers.`);
    const byName = new Map(found.map((cookie) => [cookie.name, cookie]));
    const findings = [...byName.values()].flatMap((cookie) => problemsOf(cookie, baseUrl.startsWith('https:')).map((problem): Finding => ({ subject: cookie.name, problem, ...(cookie.exchange === undefined ? {} : { exchange: cookie.exchange }) })));
    return verdictOf({ count: byName.size, of: 'cookies' }, [...byName.values()].map(({ name, attributes, exchange }) => ({ text: `${name}: ${[...attributes].map(([attribute, value]) => (value === '' ? attribute : `${attribute}=${value}`)).join('; ')}`, ...(exchange === undefined ? {} : { exchange }) })), findings);
  },
});

/** RFC 6265 section 5.2. */
function cookieOf(text: string, isOfLogin: boolean, exchange: string | undefined): Cookie {
  const [pair = '', ...rest] = text.split(';');
  const attributes = new Map(rest.map((one) => {
    const [name = '', ...value] = one.split('=');
    return [name.trim().toLowerCase(), value.join('=').trim()];
  }));
  return { name: pair.slice(0, Math.max(0, pair.indexOf('='))).trim(), attributes, isOfLogin, exchange };
}

function isDeleted({ attributes }: Cookie): boolean {
  const age = attributes.get('max-age');
  return age === undefined ? Date.parse(attributes.get('expires') ?? '') < Date.UTC(2000, 0) : Number(age) <= 0;
}

/** What browsers throw away, whatever it is for. */
function contradictionsOf({ name, attributes }: Cookie): readonly string[] {
  const problems: string[] = [];
  const isSecure = attributes.has('secure');
  if (/^__(?:host|secure)-/i.test(name) && !isSecure) problems.push('its prefix promises Secure, which it lacks: browsers throw it away');
  if (/^__host-/i.test(name) && (attributes.get('path') !== '/' || attributes.has('domain'))) problems.push('its prefix promises Path=/ and no Domain: browsers throw it away');
  if (attributes.get('samesite')?.toLowerCase() === 'none' && !isSecure) problems.push('SameSite=None without Secure: browsers throw it away');
  return problems;
}

function problemsOf(cookie: Cookie, isHttps: boolean): readonly string[] {
  const { name, attributes, isOfLogin } = cookie;
  const problems = [...contradictionsOf(cookie)];
  if (!isOfLogin && !IS_SESSION.test(name)) return problems;
  if (!attributes.has('httponly') && !IS_READABLE.test(name)) problems.push('it lacks HttpOnly: scripts can read it');
  if (!attributes.has('samesite')) problems.push('it lacks SameSite: what is sent to other sites is left to each browser');
  if (isHttps && !attributes.has('secure')) problems.push('it lacks Secure: it is sent over plain HTTP, too');
  return problems;
}
