import { requestTo, spareLogin } from '../../gather/doors.ts';
import { refreshOf, type RefreshToken, refreshTokenIn } from '../../gather/refresh.ts';
import type { Lab } from '../../gather/lab.ts';
import { Inapplicable, Unavailable } from '../../gather/unavailable.ts';
import { type Exchange, type Fields, inWords, succeeded } from '../../http/exchange.ts';
import { probingCheck } from '../../judge/check.ts';
import { type Finding, verdictOf } from '../../judge/outcome.ts';
import { named, type Operation } from '../../openapi/document.ts';

interface Seen {
  readonly subject: string;
  readonly refreshes: readonly Exchange[];
  /** The answer gave another refresh token than the one that was sent. */
  readonly rotates: boolean;
  /** The first token once more, behind two that replaced it. */
  readonly reused: Exchange;
  /** The current token, after the first one was used again. */
  readonly current?: Exchange;
}

export const refreshReuse = probingCheck({
  meta: {
    id: 'access.refresh-reuse',
    title: 'A refresh token that was used up ends its session',
    mode: 'active',
    severity: 'P1',
    why: 'A refresh token lives for weeks. When two parties use the same one, one of them has stolen it, and only rotation shows it.',
    how: 'A spare account logs in and refreshes twice, each time with the token that it was given last. Then the first token is used again: it must be refused, also where a grace lets the one before the last pass, and the current token must be refused from then on.',
    mend: 'Give a new refresh token with each refresh, remember the family that it belongs to, and end the whole family when an old one comes back.',
    sources: ['RFC 9700 section 4.14.2 (refresh token rotation)', 'OWASP API Security Top 10 2023, API2', 'CWE-613'],
  },
  needs: ['document'],
  turn: 1,
  probe: async (lab): Promise<Seen> => {
    const refresh = refreshOf(lab.artifact('document').operations);
    if (refresh === undefined) throw new Inapplicable('The document has no operation that refreshes a token: no path ends in /refresh or the like.');
    const { session, answer } = await spareLogin(lab);
    const token = refreshTokenIn(answer);
    if (token === undefined) throw new Unavailable(`The login of ${session.account} gave no refresh token: neither a cookie nor a member of the body is called so.`);
    return reuse(lab, refresh, session.credentials, token);
  },
  judge: (_, { subject, refreshes, rotates, reused, current }: Seen) => {
    const findings: Finding[] = [];
    if (succeeded(reused)) findings.push({ subject, problem: rotates ? 'a refresh token works again behind two that replaced it' : 'the same refresh token works again and again: none replaces it, so that a stolen one is never noticed', exchange: reused.id });
    else if (current !== undefined && succeeded(current)) findings.push({ subject, problem: 'the session lives on after an old refresh token of it came back: whoever stole the current one keeps it', exchange: current.id });
    const sent = [...refreshes, reused, ...(current === undefined ? [] : [current])];
    return verdictOf({ count: 1, of: 'sessions' }, sent.map((exchange) => ({ text: inWords(exchange), exchange: exchange.id })), findings);
  },
});

async function reuse(lab: Lab, operation: Operation, credentials: Fields, first: RefreshToken): Promise<Seen> {
  const refreshes: Exchange[] = [];
  let last = first;
  for (let turn = 0; turn < 2; turn += 1) {
    const { raw, exchange } = await lab.sendRaw(await requestTo(lab, operation, credentials, last));
    if (!succeeded(exchange) || raw.answer === undefined) throw new Unavailable(`A good refresh token was refused: ${inWords(exchange)} (${exchange.id}).`);
    refreshes.push(exchange);
    last = refreshTokenIn(raw.answer) ?? last;
    lab.mask.add(last.value, `refresh token ${turn + 2}`);
  }
  const reused = await lab.send(await requestTo(lab, operation, credentials, first));
  const rotates = last.value !== first.value;
  const current = rotates && !succeeded(reused) ? await lab.send(await requestTo(lab, operation, credentials, last)) : undefined;
  return { subject: named(operation), refreshes, rotates, reused, ...(current === undefined ? {} : { current }) };
}
