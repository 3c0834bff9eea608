import { logoutOf, requestTo, spareLogin } from '../../gather/doors.ts';
import { refreshTokenIn } from '../../gather/refresh.ts';
import { touchstones } from '../../gather/credentials.ts';
import { Inapplicable, Unavailable } from '../../gather/unavailable.ts';
import { type Exchange, inWords, succeeded } from '../../http/exchange.ts';
import { withCredentials } from '../../http/requests.ts';
import { probingCheck } from '../../judge/check.ts';
import { type Finding, verdictOf } from '../../judge/outcome.ts';
import { wasServed } from '../../judge/served.ts';
import { named } from '../../openapi/document.ts';

interface Seen {
  readonly logout: Exchange;
  readonly operation: string;
  readonly before: Exchange;
  readonly after: Exchange;
}

export const revoke = probingCheck({
  meta: {
    id: 'access.revoke',
    title: 'A session that was ended is over',
    mode: 'active',
    severity: 'P1',
    why: 'Who logs out on a borrowed machine believes that it helps. A token that lives on is good for whoever has copied it.',
    how: 'A spare account logs in and reads something with its credentials; then it logs out, and the very same request is sent again. It fails when it is served still.',
    mend: 'Keep sessions on the server and look them up, or a list of revoked token ids until they expire; at least for as long as access tokens live.',
    sources: ['OWASP ASVS 5.0, 7.4.1', 'OWASP Session Management Cheat Sheet, Session Expiration', 'CWE-613'],
  },
  needs: ['document', 'walk'],
  turn: 1,
  probe: async (lab): Promise<Seen> => {
    const logout = logoutOf(lab.artifact('document').operations);
    if (logout === undefined) throw new Inapplicable('The document has no operation that ends a session: no path ends in /logout or the like.');
    const { session, answer } = await spareLogin(lab);
    const [stone] = await touchstones(lab, 1, (request) => withCredentials(request, session.credentials));
    if (stone === undefined) throw new Unavailable(`${session.account} is served by no reading operation that refuses whoever is not logged in.`);
    const ended = await lab.send(await requestTo(lab, logout, session.credentials, refreshTokenIn(answer)));
    if (!succeeded(ended)) throw new Unavailable(`The session could not be ended: ${inWords(ended)} (${ended.id}).`);
    return { logout: ended, operation: named(stone.operation), before: stone.control, after: await lab.send(stone.request) };
  },
  judge: (_, { logout, operation, before, after }: Seen) => {
    const findings: Finding[] = wasServed(after, before) ? [{ subject: operation, problem: `it is still served (${after.answer?.status ?? 0}) with the credentials of a session that was ended`, exchange: after.id }] : [];
    return verdictOf({ count: 1, of: 'ended sessions' }, [before, logout, after].map((exchange) => ({ text: inWords(exchange), exchange: exchange.id })), findings);
  },
});
