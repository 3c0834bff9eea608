import { varyingCheck } from '../../judge/check.ts';
import { judgeVaried } from '../../judge/verdicts.ts';
import { isLogin } from './logins.ts';
import { mutationsOf } from './mutations.ts';

export const negative = varyingCheck({
  meta: {
    id: 'validation.negative',
    title: 'What the document forbids is refused',
    mode: 'active',
    severity: 'P0',
    why: 'What is not checked at the door is found out in the middle of the work: as a 500, as a broken record, or as a hole that somebody uses.',
    how: 'Each operation is sent as it should be, with one thing changed that its schema forbids: a required member or parameter left out, a value of another type, out of bounds, too long, of a wrong format, outside an enum; up to six for each. Each must be answered 4xx. 2xx, 3xx and 5xx fail.',
    mend: 'Validate each request against the schema that the document publishes, with the same source for both.',
    sources: ['OWASP API Security Top 10 2023, API8', 'CWE-20', 'OWASP Input Validation Cheat Sheet'],
  },
  needs: ['document'],
  vary: (sample, lab) => mutationsOf(lab.artifact('document'), sample, isLogin(sample, lab)),
  judge: ({ document }, varied) => judgeVaried(varied.filter(({ exchange }) => exchange.answer?.status !== 429), takesNothing(document) ? { of: 'broken requests', none: 'No operation of the document takes a body or a parameter.' } : { of: 'broken requests' }, ({ exchange: { answer, failure } }) => {
    if (answer === undefined) return `it ended in ${failure ?? 'nothing'}`;
    return answer.status >= 400 && answer.status < 500 ? undefined : `was answered ${answer.status} in place of 4xx`;
  }),
});

const takesNothing = ({ operations }: { readonly operations: readonly { readonly body?: unknown; readonly parameters: readonly unknown[] }[] }): boolean => operations.every(({ body, parameters }) => body === undefined && parameters.length === 0);
