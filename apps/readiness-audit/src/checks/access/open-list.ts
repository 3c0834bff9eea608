import { readingCheck } from '../../judge/check.ts';
import { notAvailable, verdictOf } from '../../judge/outcome.ts';
import { named, type Operation } from '../../openapi/document.ts';

/** What nobody can be logged in for, or what carries a proof of its own: a login, a link out of a mail, a signed webhook. */
const OPEN_BY_NATURE = [
  /(?:^|[/_.-])(?:log-?in|sign-?in|sign-?up|register|registration|token|tokens|oauth2?|authorize|authenticate|refresh|log-?out|sign-?out|forgot|reset|recover|verify|confirm|activate|resend|callback|password|otp|sso|saml)/i,
  /(?:^|[/_.-])(?:health|healthz|healthcheck|live|livez|liveness|ready|readyz|readiness|ping|status|version|info)(?:$|[/_.-])/i,
  /(?:^|[/_.-])(?:docs?|swagger|redoc|openapi|problems|\.well-known|jwks)(?:$|[/_.-])/i,
  /(?:^|[/_.-])webhooks?(?:$|[/_.-])/i,
  /^\/(?:favicon\.ico|robots\.txt)?$/,
];
const READS = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);
const MOST_NAMED = 10;

const isByNature = ({ path }: Operation): boolean => OPEN_BY_NATURE.some((pattern) => pattern.test(path));
const isByName = ({ raw }: Operation): boolean => Array.isArray(raw['security']);
const list = (operations: readonly Operation[]): string => `${operations.slice(0, MOST_NAMED).map(named).join(', ')}${operations.length > MOST_NAMED ? `, and ${operations.length - MOST_NAMED} more` : ''}`;

export const openList = readingCheck({
  meta: {
    id: 'access.open-list',
    title: 'Every open operation was opened on purpose',
    mode: 'passive',
    severity: 'P0',
    why: 'A route that is open by accident looks like one that is open on purpose, until somebody lists those that should be.',
    how: 'Operations for which the document asks for no credentials are compared with `public` of the target file. Logins, links out of mails, health, documentation and signed webhooks are open by nature. Without a `public` list, `security: []` at the operation itself counts as said on purpose; of the others those that change something fail, and if only reading ones are left, nobody can tell whether they are meant to be open: the check is not available.',
    mend: 'Close all routes by default. Open the public ones one by one, in the document with `security: []`, and list their operationIds in `public` of the target file, so that the next one is noticed.',
    sources: ['OWASP API Security Top 10 2023, API5 and API9', 'OpenAPI 3.1 section 4.8.10, Security Requirement Object', 'CWE-306'],
  },
  needs: ['document', 'declared'],
  judge: ({ document: { operations }, declared }) => {
    const open = operations.filter(({ security }) => security !== 'required');
    const listed = declared.public === undefined ? undefined : new Set(declared.public);
    const undeclared = open.filter((operation) => !isByNature(operation) && (listed === undefined ? !isByName(operation) : !listed.has(operation.id)));
    const changing = undeclared.filter(({ method }) => !READS.has(method));
    const wrong = listed === undefined ? changing : undeclared;
    if (wrong.length === 0 && undeclared.length > 0) return notAvailable(`The document asks for no credentials at ${undeclared.length} of ${operations.length} operations that only read (${list(undeclared)}), and the target file has no \`public\` list that says whether they are meant for anybody.`);
    const population = { count: operations.length, of: 'operations' };
    const evidence = [
      { text: `${operations.length - open.length} of ${operations.length} operations ask for credentials` },
      ...(open.length - undeclared.length === 0 ? [] : [{ text: `open on purpose or by nature: ${list(open.filter((one) => !undeclared.includes(one)))}` }]),
    ];
    return verdictOf(population, evidence, wrong.map((operation) => ({ subject: named(operation), problem: listed === undefined ? 'the document lets anybody change something here, and nobody says that this is meant' : 'it is open, and `public` of the target file does not list it' })));
  },
});
