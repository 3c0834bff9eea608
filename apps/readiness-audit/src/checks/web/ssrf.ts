import { randomUUID } from 'node:crypto';
import type { Lab } from '../../gather/lab.ts';
import { Inapplicable, Unavailable } from '../../gather/unavailable.ts';
import { Canary } from '../../http/canary.ts';
import { type Exchange, inWords, succeeded } from '../../http/exchange.ts';
import { probingCheck } from '../../judge/check.ts';
import { type Finding, notAvailable, verdictOf } from '../../judge/outcome.ts';
import { named, type Operation } from '../../openapi/document.ts';
import { addressPlaces } from './addresses.ts';

/** What is fetched behind the answer is fetched by now. */
const PATIENCE_MS = 2_000;
const MOST_PLACES = 40;

interface Tried {
  readonly subject: string;
  readonly place: string;
  readonly address: string;
  readonly exchange: Exchange;
  /** Part of the path by which a call is known. */
  readonly mark: string;
}

interface Seen {
  readonly tried: readonly Tried[];
  /** Operations whose unchanged request succeeded behind the others. */
  readonly proven: readonly string[];
  /** Paths at which the canary was called. */
  readonly hits: readonly string[];
}

export const ssrf = probingCheck({
  meta: {
    id: 'web.ssrf',
    title: 'The service does not call addresses of its own network for others',
    mode: 'active',
    severity: 'P0',
    why: 'Who can make a service call where only it can reach reads cloud metadata and its keys, and knocks at databases that trust the network.',
    how: `Inputs that take an address (by their format or their name) get one at which the audit itself listens, loopback or private, in up to four spellings. It fails when somebody calls there, at once or within ${PATIENCE_MS / 1_000} s.`,
    mend: 'Resolve the name, refuse loopback, private, link-local and reserved addresses, connect to the address that was checked, and follow no redirect; better, call through a proxy that can reach nothing inside.',
    sources: ['OWASP API Security Top 10 2023, API7', 'OWASP Server-Side Request Forgery Prevention Cheat Sheet', 'RFC 6890', 'CWE-918'],
  },
  needs: ['document', 'walk'],
  turn: 1,
  probe: async (lab): Promise<Seen> => {
    const { operations } = lab.artifact('document');
    const taking = operations.filter((operation) => addressPlaces(lab.artifact('document'), operation).length > 0);
    if (taking.length === 0) throw new Inapplicable(`No input of ${operations.length} operations takes an address, by its format or its name.`);
    const canary = await Canary.open(lab.base).catch((error: unknown) => {
      throw new Unavailable(`The audit could not listen where the target can reach it: ${(error as Error).message}`);
    });
    try {
      return await tryAll(lab, canary, taking);
    } finally {
      await canary.close();
    }
  },
  judge: (_, { tried, proven, hits }: Seen) => {
    const findings = tried.filter(({ mark }) => hits.some((path) => path.includes(mark))).map(({ subject, place, address, exchange }): Finding => ({ subject, problem: `${place}: the service called ${address}`, exchange: exchange.id }));
    const counted = tried.filter(({ subject }) => proven.includes(subject));
    if (counted.length === 0 && findings.length === 0) return notAvailable(`${new Set(tried.map(({ subject }) => subject)).size} operations take an address, but of none the unchanged request succeeded, so that it is not known how far the others came.`);
    return verdictOf({ count: Math.max(counted.length, findings.length), of: 'addresses given' }, counted.slice(0, 5).map(({ place, address, exchange }) => ({ text: `${inWords(exchange)} to ${place} = ${address}; nobody called`, exchange: exchange.id })), findings);
  },
});

async function tryAll(lab: Lab, canary: Canary, taking: readonly Operation[]): Promise<Seen> {
  const tried: Tried[] = [];
  const proven: string[] = [];
  for (const operation of taking) {
    if (tried.length >= MOST_PLACES * 4) break;
    const sample = await lab.samples.of(operation);
    if ('cannot' in sample) continue;
    for (const { name, put } of addressPlaces(lab.artifact('document'), operation)) {
      for (const base of spellings(canary)) {
        const mark = randomUUID();
        const address = `${base}/${mark}`;
        tried.push({ subject: named(operation), place: name, address, mark, exchange: await lab.send(put(sample.request, address)) });
      }
    }
    if (succeeded(await lab.send(sample.request))) proven.push(named(operation));
  }
  await lab.pause(PATIENCE_MS);
  return { tried, proven, hits: canary.hits.map(({ path }) => path) };
}

/** The same address as those write it who would get past a list of words. */
function spellings({ address, port }: Canary): readonly string[] {
  if (address.includes(':')) return [`http://[${address}]:${port}`];
  const parts = address.split('.').map(Number);
  const whole = parts.reduce((sum, part) => sum * 256 + part, 0);
  return [`http://${address}:${port}`, `http://${whole}:${port}`, `http://[::ffff:${address}]:${port}`, ...(address === '127.0.0.1' ? [`http://localhost:${port}`] : [])];
}
