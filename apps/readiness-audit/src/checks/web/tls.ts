import tls from 'node:tls';
import { isLoopback } from '../../target/safety.ts';
import type { Lab } from '../../gather/lab.ts';
import { Inapplicable, Unavailable } from '../../gather/unavailable.ts';
import { probingCheck } from '../../judge/check.ts';
import { type Finding, verdictOf } from '../../judge/outcome.ts';

const PATIENCE_MS = 10_000;
const DAY_MS = 86_400_000;
/** Who renews later than this does it by hand and in a hurry. */
const LEAST_DAYS = 7;
/** Those that RFC 8996 forbids. */
const OLD = ['TLSv1', 'TLSv1.1'] as const;

interface Handshake {
  readonly protocol?: string;
  readonly cipher?: string;
  /** Why the certificate is not believed. */
  readonly distrust?: string;
  readonly expires?: string;
  readonly daysLeft?: number;
  /** Why there was no handshake. */
  readonly problem?: string;
}

interface Seen {
  readonly subject: string;
  readonly now: Handshake;
  readonly old: readonly { readonly version: string; readonly isAccepted: boolean }[];
}

export const transport = probingCheck({
  meta: {
    id: 'web.tls',
    title: 'Connections are encrypted as they should be today',
    mode: 'active',
    severity: 'P0',
    why: 'Without a certificate that clients believe they learn to look away, and then anybody on the way can be the service.',
    how: `Over HTTPS the certificate must be believed (chain, name, time; \`ca\` of the target file names authorities of your own), be valid for ${LEAST_DAYS} more days, and TLS 1.0 and 1.1 must be refused. Plain HTTP to another machine fails; to loopback it is not applicable, as TLS ends elsewhere.`,
    mend: 'Let one place end TLS, with certificates that renew themselves, and TLS 1.2 and 1.3 only.',
    sources: ['RFC 9325 (Recommendations for Secure Use of TLS)', 'RFC 8996', 'OWASP API Security Top 10 2023, API8', 'CWE-319'],
  },
  needs: [],
  probe: async (lab): Promise<Seen> => {
    const { protocol, hostname } = lab.base;
    const subject = lab.base.origin;
    if (protocol === 'http:' && await isLoopback(hostname)) throw new Inapplicable(`${subject} is plain HTTP on loopback: where people reach the service, TLS ends somewhere before it, which the audit does not see from here.`);
    if (protocol === 'http:') return { subject, now: { problem: 'plain HTTP to another machine: whoever is on the way reads and changes everything' }, old: [] };
    const now = await shakeHands(lab, {});
    if (now.problem !== undefined && now.protocol === undefined) throw new Unavailable(`No TLS handshake with ${subject}: ${now.problem}`);
    const old: Seen['old'][number][] = [];
    for (const version of OLD) old.push({ version, isAccepted: (await shakeHands(lab, { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' })).protocol !== undefined });
    return { subject, now, old };
  },
  judge: (_, { subject, now, old }: Seen) => {
    const reproduce = `openssl s_client -connect ${new URL(subject).host}`;
    const found = (problem: string): Finding => ({ subject, problem, reproduce });
    const findings = [
      ...(now.problem === undefined ? [] : [found(now.problem)]),
      ...(now.distrust === undefined ? [] : [found(`its certificate is not believed: ${now.distrust}`)]),
      ...(now.daysLeft !== undefined && now.daysLeft < LEAST_DAYS ? [found(`its certificate ends ${now.expires ?? ''}, in ${now.daysLeft} days`)] : []),
      ...old.filter(({ isAccepted }) => isAccepted).map(({ version }) => found(`it still speaks ${version}`)),
    ];
    return verdictOf({ count: 1 + old.length, of: 'handshakes' }, [{ text: now.protocol === undefined ? subject : `${now.protocol} with ${now.cipher ?? 'no cipher'}, certificate until ${now.expires ?? 'nobody knows'}` }, ...old.map(({ version, isAccepted }) => ({ text: `${version}: ${isAccepted ? 'accepted' : 'refused'}` }))], findings);
  },
});

function shakeHands({ base, authorities }: Lab, options: tls.SecureContextOptions): Promise<Handshake> {
  const host = base.hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    // The certificate is looked at, not relied upon: nothing is sent over this connection.
    const socket = tls.connect({ host, port: Number(base.port || 443), rejectUnauthorized: false, ...(authorities === undefined ? {} : { ca: [...authorities] }), ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }), ...options }, () => {
      done(seenOn(socket));
    });
    const timer = setTimeout(() => {
      done({ problem: `no handshake within ${PATIENCE_MS} ms` });
    }, PATIENCE_MS);
    const done = (seen: Handshake): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(seen);
    };
    socket.on('error', (error: Error) => {
      done({ problem: error.message });
    });
  });
}

function seenOn(socket: tls.TLSSocket): Handshake {
  const certificate = socket.getPeerCertificate();
  const distrust = socket.authorized ? undefined : String(socket.authorizationError);
  const ends = Date.parse(certificate.valid_to);
  return {
    protocol: socket.getProtocol() ?? 'TLS', cipher: socket.getCipher().name, expires: certificate.valid_to, daysLeft: Math.floor((ends - Date.now()) / DAY_MS),
    ...(distrust === undefined ? {} : { distrust }),
  };
}
