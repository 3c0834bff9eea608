import { isTooMany } from '../../artifacts/limit.ts';
import { inWords } from '../../http/exchange.ts';
import { readingCheck } from '../../judge/check.ts';
import { notApplicable, notAvailable, verdictOf } from '../../judge/outcome.ts';
import { noLimit } from './enforced.ts';

export const xff = readingCheck({
  meta: {
    id: 'rate.xff',
    title: 'A forged client address does not reset the limit',
    mode: 'active',
    severity: 'P0',
    why: 'X-Forwarded-For is a field like any other: where the service believes what stands in it, each request comes from a new caller, and no limit, no lock and no log is worth anything.',
    how: 'Behind the first refusal the request is sent with forged X-Forwarded-For and Forwarded, each between two without. Where a forged one is let through while its neighbours are refused, the service believes whoever stands next to it, which is right if that is its proxy: so a second burst names another address in each request before one that stays the same, as a proxy would hand on what a caller has forged. It fails when this burst meets no limit.',
    mend: 'Trust the fields only of a list of your own proxies, and count from the right: the last address that is none of them is the caller.',
    sources: ['RFC 7239 section 8.1', 'OWASP API Security Top 10 2023, API4', 'MDN X-Forwarded-For, Security and privacy concerns', 'CWE-348'],
  },
  needs: ['limit'],
  judge: ({ limit }) => {
    const { subject, plain, addressed, again = [], rotating } = limit;
    if (plain.refused === undefined && addressed?.refused === undefined) return notApplicable(noLimit(limit));
    if (plain.refused === undefined) return notApplicable(`${subject} limits nobody who names no address, so that no limit could be reset.`);
    const sure = again.filter(({ before, after }) => isTooMany(before) && isTooMany(after));
    if (sure.length === 0) return notAvailable(`The limit of ${subject} was over again before it could be tried with a forged address.`);
    const evidence = [{ text: `within ${plain.sent} requests: ${inWords(plain.refused)}`, exchange: plain.refused.id }, ...sure.map(({ field, forged }) => ({ text: `${field} forged: ${inWords(forged)}`, exchange: forged.id }))];
    const population = { count: sure.length + (rotating?.burst.sent ?? 0), of: 'requests with a forged address' };
    if (rotating === undefined) return verdictOf(population, evidence, []);
    const { field, burst, needed } = rotating;
    if (burst.refused !== undefined) return verdictOf(population, [...evidence, { text: `${field} of its neighbour is believed, what stands before it is not: refused within ${burst.sent} requests`, exchange: burst.refused.id }], []);
    if (burst.sent < needed) return notAvailable(`A forged ${field} was let through, but ${burst.sent} more requests were too few to tell whether only the neighbour is believed: the limit came within ${plain.sent}.`);
    return verdictOf(population, evidence, [{ subject, problem: `${burst.sent} requests with another forged ${field} each met no limit, where one without met it`, exchange: burst.last.id }]);
  },
});
