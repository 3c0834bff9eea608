import type { JsonWebKey } from 'node:crypto';
import { bearerOf, closedReadings, type Touchstone, touchstones } from '../../gather/credentials.ts';
import type { Lab } from '../../gather/lab.ts';
import { Inapplicable, Unavailable } from '../../gather/unavailable.ts';
import { type Exchange, jsonOf } from '../../http/exchange.ts';
import { withField } from '../../http/requests.ts';
import { probingCheck } from '../../judge/check.ts';
import { type Finding, verdictOf } from '../../judge/outcome.ts';
import { wasServed } from '../../judge/served.ts';
import { named } from '../../openapi/document.ts';
import { confused, forgedWithoutKey, type Forged, guessedSecret, readJwt, signedWith } from './forged-tokens.ts';

const MOST_OPERATIONS = 2;
const MOST_KEYS = 4;
const KEY_PLACES = ['/.well-known/jwks.json', '/jwks.json', '/.well-known/jwks', '/oauth/jwks', '/oauth2/jwks', '/api/.well-known/jwks.json'];

/** A forged token, and what the service said to it. */
interface Tried {
  readonly subject: string;
  readonly forgery: string;
  readonly exchange: Exchange;
  readonly control: Exchange;
}

interface Seen {
  readonly algorithm: string;
  readonly tried: readonly Tried[];
  readonly notTried: readonly string[];
  /** The token is signed with a secret out of a tutorial. */
  readonly isGuessed: boolean;
  readonly neverExpires: boolean;
  readonly control: string;
}

export const jwt = probingCheck({
  meta: {
    id: 'access.jwt',
    title: 'Forged tokens are refused',
    mode: 'active',
    severity: 'P0',
    why: 'Whoever can make a token that the service believes is anybody they like, and leaves no trace of a login.',
    how: 'The bearer token of a good reading request is replaced by forged ones: alg none, no signature or another one, other claims under the old signature, a key that the token brings along, a kid that leads to an empty file or into a query, HS256 under the published public key. With `jwt.key` of the target file tokens are signed as the service signs them, seen to be believed, and then tried expired, not yet valid, of another audience and of another issuer. An HMAC secret out of tutorials is found, and a token that never expires. It fails when a forged token is served or ends in a 5xx.',
    mend: 'Verify with one fixed list of algorithms, with keys of your own choice, and require exp, aud and iss; do not let the header of the token choose the key or the algorithm.',
    sources: ['RFC 8725 (JSON Web Token Best Current Practices)', 'RFC 7519 section 4.1', 'OWASP API Security Top 10 2023, API2', 'CWE-347'],
  },
  needs: ['document', 'walk'],
  probe: async (lab): Promise<Seen> => {
    const places = await touchstones(lab, MOST_OPERATIONS, (request) => (readJwt(bearerOf(request) ?? '') === undefined ? undefined : request));
    const [first] = places;
    if (first === undefined) throw await whyNone(lab);
    return attack(lab, first, places);
  },
  judge: (_, seen: Seen) => {
    const findings: Finding[] = seen.tried.flatMap(({ subject, forgery, exchange, control }) => {
      const status = exchange.answer?.status ?? 0;
      if (wasServed(exchange, control)) return [{ subject, problem: `a token with ${forgery} is believed (${status})`, exchange: exchange.id }];
      return status >= 500 ? [{ subject, problem: `a token with ${forgery} ends in ${status} in place of 401`, exchange: exchange.id }] : [];
    });
    const subject = seen.tried[0]?.subject ?? 'token';
    if (seen.isGuessed) findings.push({ subject, problem: 'tokens are signed with a secret that stands in tutorials: anybody can sign their own', exchange: seen.control });
    if (seen.neverExpires) findings.push({ subject, problem: 'tokens have no exp: a stolen one is good for ever', exchange: seen.control });
    const refused = seen.tried.filter(({ exchange }) => (exchange.answer?.status ?? 500) < 500);
    const evidence = [{ text: `a token signed with ${seen.algorithm} is served`, exchange: seen.control }, ...refused.slice(0, 5).map(({ subject: asked, forgery, exchange }) => ({ text: `${asked} with ${forgery}: ${exchange.answer?.status ?? 0}`, exchange: exchange.id })), ...seen.notTried.map((text) => ({ text: `not tried: ${text}` }))];
    return verdictOf({ count: seen.tried.length, of: 'forged tokens' }, evidence, findings);
  },
});

async function whyNone(lab: Lab): Promise<Error> {
  const closed = lab.artifact('document').operations.filter(({ security }) => security === 'required');
  if (closed.length === 0) return new Inapplicable('The document says of no operation that it asks for credentials.');
  for (const operation of closedReadings(lab).slice(0, 1)) {
    const sample = await lab.samples.of(operation);
    if (!('cannot' in sample) && readJwt(bearerOf(sample.request) ?? '') === undefined) return new Inapplicable(`The credentials with which ${named(operation)} succeeds are no JSON Web Token.`);
  }
  return new Unavailable('No reading operation that asks for credentials was seen to succeed with them and to refuse without: forged tokens would prove nothing.');
}

async function attack(lab: Lab, first: Touchstone, places: readonly Touchstone[]): Promise<Seen> {
  const genuine = readJwt(bearerOf(first.request) ?? '');
  if (genuine === undefined) throw new Unavailable('The token could not be read.');
  const algorithm = String(genuine.header['alg']);
  const tried: Tried[] = [];
  for (const { operation, request, control } of places) {
    const own = readJwt(bearerOf(request) ?? '');
    for (const forged of own === undefined ? [] : forgedWithoutKey(own)) tried.push(await attempt(lab, forged, { operation, request, control }));
  }
  const notTried: string[] = [];
  const keys = algorithm.startsWith('HS') ? [] : await publishedKeys(lab);
  for (const forged of confused(genuine, keys)) tried.push(await attempt(lab, forged, first));
  if (!algorithm.startsWith('HS') && keys.length === 0) notTried.push('HS256 under the public key, as none is published');
  const guessed = guessedSecret(genuine);
  const key = lab.target.jwt?.key ?? guessed;
  if (key === undefined) notTried.push('expired tokens and those of another audience, as `jwt.key` is not in the target file');
  else await attackWithKey(lab, { first, key, tried, notTried });
  return { algorithm, tried, notTried, isGuessed: guessed !== undefined, neverExpires: genuine.claims['exp'] === undefined, control: first.control.id };
}

async function attackWithKey(lab: Lab, { first, key, tried, notTried }: { readonly first: Touchstone; readonly key: string; readonly tried: Tried[]; readonly notTried: string[] }): Promise<void> {
  const genuine = readJwt(bearerOf(first.request) ?? '');
  const made = genuine === undefined ? undefined : signedWith(genuine, key, Math.floor(Date.now() / 1_000));
  const control = made === undefined ? undefined : await attempt(lab, { name: 'the claims as they were, signed afresh', token: made.control }, first);
  if (made === undefined || control === undefined || !wasServed(control.exchange, first.control)) {
    notTried.push('expired tokens and those of another audience, as the service does not believe a token that is signed with `jwt.key` and otherwise the same');
    return;
  }
  for (const forged of made.wrong) tried.push(await attempt(lab, forged, first));
}

async function attempt(lab: Lab, { name, token }: Forged, { operation, request, control }: Touchstone): Promise<Tried> {
  lab.mask.add(token, `token with ${name}`);
  return { subject: named(operation), forgery: name, exchange: await lab.send(withField(request, 'Authorization', `Bearer ${token}`)), control };
}

async function publishedKeys(lab: Lab): Promise<readonly JsonWebKey[]> {
  const documented = lab.artifact('document').operations.filter(({ method, path }) => method === 'GET' && /jwks/i.test(path)).map(({ path }) => path);
  for (const path of new Set([...documented, ...KEY_PLACES])) {
    const { answer } = await lab.send({ method: 'GET', path });
    const { keys } = (answer?.status === 200 ? (jsonOf(answer) ?? {}) : {}) as { readonly keys?: unknown };
    if (Array.isArray(keys) && keys.length > 0) return (keys as JsonWebKey[]).slice(0, MOST_KEYS);
  }
  return [];
}
