import { fieldOf } from '../../http/exchange.ts';
import { withField, withFreshKey } from '../../http/requests.ts';
import { varyingCheck } from '../../judge/check.ts';
import { judgeVaried } from '../../judge/verdicts.ts';
import { contentFor } from '../../openapi/document.ts';

const OTHERS = ['text/plain', 'application/x-audit'] as const;

export const requestType = varyingCheck({
  meta: {
    id: 'contract.request-type',
    title: 'A body of an undocumented media type is refused as such',
    mode: 'active',
    severity: 'P1',
    why: 'A browser may send text/plain from any page without asking first: a service that reads it as JSON can be used by other sites. And a client with a wrong Content-Type should hear that, not that all its fields are missing.',
    how: 'Each good request with a body is sent once more with the same body under a media type that its operation does not document. It must be answered 415.',
    mend: 'Compare Content-Type with what the operation takes before the body is parsed, and answer 415 with Accept or Accept-Post.',
    sources: ['RFC 9110 section 15.5.16', 'Fetch Standard, CORS-safelisted request-header', 'CWE-352'],
  },
  needs: ['document'],
  vary: ({ operation, request }) => {
    const other = OTHERS.find((type) => contentFor(operation.body?.content ?? {}, type) === undefined);
    if (request.body === undefined || other === undefined || fieldOf(request.headers ?? [], 'content-type') === undefined) return [];
    return [{ name: `as ${other}`, request: withField(withFreshKey(request), 'Content-Type', other) }];
  },
  judge: ({ document }, varied) => judgeVaried(varied, { of: 'bodies', ...(document.operations.every(({ body }) => body === undefined) ? { none: 'No operation of the document takes a body.' } : {}) }, ({ exchange: { answer, failure } }) => {
    if (answer === undefined) return `it ended in ${failure ?? 'nothing'}`;
    return answer.status === 415 || answer.status === 429 ? undefined : `was answered ${answer.status} in place of 415`;
  }),
});
