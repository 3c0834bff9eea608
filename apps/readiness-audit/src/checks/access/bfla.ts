import { rolesOf } from '../../gather/samples.ts';
import { withCredentials } from '../../http/requests.ts';
import { varyingCheck } from '../../judge/check.ts';
import { notApplicable, notAvailable } from '../../judge/outcome.ts';
import { wasServed } from '../../judge/served.ts';
import { judgeVaried } from '../../judge/verdicts.ts';

export const bfla = varyingCheck({
  meta: {
    id: 'access.bfla',
    title: 'Nobody does what their role may not do',
    mode: 'active',
    severity: 'P0',
    why: 'Where only the user interface hides what a role may not do, anybody with an account and a command line is an administrator.',
    how: 'Each operation whose roles are known, from `x-roles` of the document or `roles` of the target file, is sent as it should be, but by one account of each other role. It fails when the answer is a success that looks like the one that the right role gets.',
    mend: 'Keep one table that says which role may do what, refuse what is not in it, and let a guard read it before any handler runs.',
    sources: ['OWASP API Security Top 10 2023, API5', 'CWE-285'],
  },
  needs: ['document', 'declared'],
  vary: ({ operation, request }, lab) => {
    const roles = rolesOf(operation, lab.target.roles);
    if (roles === undefined || operation.security === 'none') return [];
    const others = new Map(lab.sessions.usable.filter(({ role }) => !roles.includes(role)).map((session) => [session.role, session.credentials]));
    return [...others].map(([role, credentials]) => ({ name: `as ${role}`, request: withCredentials(request, credentials) }));
  },
  judge: ({ document, declared }, varied) => {
    const known = document.operations.filter((operation) => operation.security !== 'none' && rolesOf(operation, declared.roles) !== undefined);
    if (known.length === 0) return notApplicable('Of no operation that asks for credentials it is known which roles it is for: neither `x-roles` of the document nor `roles` of the target file says so.');
    if (varied.length === 0) return notAvailable(`Roles are known of ${known.length} operations, but no account of another role is logged in, or none of the operations was reached.`);
    return judgeVaried(varied, { of: 'requests by a wrong role' }, ({ exchange, control }) => (wasServed(exchange, control) ? `it was done (${exchange.answer?.status ?? 0}), though the role may not` : undefined));
  },
});
