import { withoutCredentials, withField } from '../../http/requests.ts';
import { fieldOf } from '../../http/exchange.ts';
import { varyingCheck } from '../../judge/check.ts';
import { wasServed } from '../../judge/served.ts';
import { judgeVaried } from '../../judge/verdicts.ts';

/** A token of nobody, in the shape of one. */
const FOREIGN = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhdWRpdCIsImV4cCI6NDEwMjQ0NDgwMH0.c2lnbmVkLWJ5LW5vYm9keS1zaWduZWQtYnktbm9ib2R5';

export const enforced = varyingCheck({
  meta: {
    id: 'access.enforced',
    title: 'Every closed operation asks who is there',
    mode: 'active',
    severity: 'P0',
    why: 'One forgotten guard is enough: whoever finds the address reads or changes what is not theirs.',
    how: 'Each operation that asks for credentials is sent as it should be, but without them, and again with a token of nobody. It fails when the answer is a success like that of the unchanged request behind it, or no refusal at all; 401 is what is right, but a 404 that hides or a way to the login page keeps the door shut, too.',
    mend: 'Close all routes by default and open the public ones by name, in place of closing one route after another.',
    sources: ['OWASP API Security Top 10 2023, API2 and API5', 'RFC 9110 section 15.5.2'],
  },
  needs: ['document'],
  vary: ({ operation, request }) => {
    if (operation.security === 'none' || operation.security === 'optional') return [];
    const bare = withoutCredentials(request);
    const scheme = fieldOf(request.headers ?? [], 'authorization');
    return [
      { name: 'without credentials', request: bare },
      ...(scheme === undefined ? [] : [{ name: 'with a token of nobody', request: withField(bare, 'Authorization', `Bearer ${FOREIGN}`) }]),
    ];
  },
  judge: ({ document }, varied) => judgeVaried(varied, document.operations.every(({ security }) => security === 'none') ? { of: 'requests', none: 'The document says of no operation that it asks for credentials.' } : { of: 'requests' }, ({ exchange, control }) => {
    const { answer, failure } = exchange;
    if (answer === undefined) return `it ended in ${failure ?? 'nothing'}`;
    return answer.status >= 500 || wasServed(exchange, control) ? `answered ${answer.status} in place of 401` : undefined;
  }),
});
