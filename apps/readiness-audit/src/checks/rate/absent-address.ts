import { inWords } from '../../http/exchange.ts';
import { readingCheck } from '../../judge/check.ts';
import { notApplicable, verdictOf } from '../../judge/outcome.ts';
import { noLimit } from './enforced.ts';

export const absentAddress = readingCheck({
  meta: {
    id: 'rate.absent-address',
    title: 'Requests without an address field are limited, too',
    mode: 'active',
    severity: 'P1',
    why: 'A limit that counts by a field which the proxy should set counts nothing where the field is missing: leaving it out is the way around it.',
    how: 'The burst that looks for a limit carries no X-Forwarded-For, Forwarded or the like. It passes when that burst is refused in the end; it fails when only a second one is, which names an address, or when requests without one end in a 5xx.',
    mend: 'Take the address of the connection where no trusted proxy names another one; refuse what has none.',
    sources: ['OWASP API Security Top 10 2023, API4', 'RFC 7239 section 8.1', 'CWE-799'],
  },
  needs: ['limit'],
  judge: ({ limit }) => {
    const { subject, plain, addressed } = limit;
    if (plain.refused === undefined && addressed?.refused === undefined) return notApplicable(noLimit(limit));
    const shown = plain.refused ?? addressed?.refused ?? plain.last;
    const evidence = [{ text: `without an address: request ${plain.sent}, ${inWords(plain.refused ?? plain.last)}`, exchange: (plain.refused ?? plain.last).id }, { text: inWords(shown), exchange: shown.id }];
    return verdictOf({ count: plain.sent, of: 'requests without an address field' }, evidence, plain.refused === undefined ? [{ subject, problem: `${plain.sent} requests without an address field met no limit, though ${addressed?.sent ?? 0} with one did`, exchange: plain.last.id }] : []);
  },
});
