import { CspEvaluator } from 'csp_evaluator/dist/evaluator.js';
import { CspParser } from 'csp_evaluator/dist/parser.js';
import { type Exchange, fieldOf, inWords, mediaTypeOf } from '../../http/exchange.ts';
import { readingCheck } from '../../judge/check.ts';
import { type Finding, notAvailable, verdictOf } from '../../judge/outcome.ts';

/** csp_evaluator's Severity.HIGH; smaller is worse. */
const HIGH = 10;
/** RFC 6797 section 6.1.1 names no least; half a year is what browsers' lists began with. */
const LEAST_HSTS_S = 15_552_000;

interface Rule {
  readonly subject: string;
  /** Answers that it is about. */
  readonly concerns: (exchange: Exchange) => boolean;
  /** What is wrong with one; undefined for nothing. */
  readonly problemOf: (exchange: Exchange) => string | undefined;
}

const field = ({ answer }: Exchange, name: string): string | undefined => fieldOf(answer?.headers ?? [], name);
const isHtml = ({ answer }: Exchange): boolean => /^(?:text\/html|application\/xhtml\+xml)$/.test(mediaTypeOf(answer?.headers ?? [])) && (answer?.body ?? '') !== '';
const hasBody = ({ answer }: Exchange): boolean => (answer?.bytes ?? 0) > 0;
const isAsked = ({ request: { headers } }: Exchange): boolean => headers.some(([name]) => /^(authorization|cookie|x-api-key)$/i.test(name));

const RULES: readonly Rule[] = [
  { subject: 'X-Content-Type-Options', concerns: hasBody, problemOf: (exchange) => (field(exchange, 'x-content-type-options')?.trim().toLowerCase() === 'nosniff' ? undefined : 'lack `nosniff`: browsers may take data for a page') },
  { subject: 'Content-Security-Policy', concerns: isHtml, problemOf: policyProblem },
  { subject: 'X-Frame-Options', concerns: isHtml, problemOf: (exchange) => (/frame-ancestors/i.test(field(exchange, 'content-security-policy') ?? '') || /^(?:deny|sameorigin)$/i.test(field(exchange, 'x-frame-options')?.trim() ?? '') ? undefined : 'may be framed by any page: neither frame-ancestors nor X-Frame-Options') },
  { subject: 'Strict-Transport-Security', concerns: ({ request: { url } }) => url.startsWith('https:'), problemOf: (exchange) => (Number(/max-age="?(\d+)/i.exec(field(exchange, 'strict-transport-security') ?? '')?.[1] ?? 0) >= LEAST_HSTS_S ? undefined : `lack it, or a max-age of at least ${LEAST_HSTS_S}`) },
  { subject: 'Cache-Control', concerns: (exchange) => isAsked(exchange) && hasBody(exchange) && exchange.request.method === 'GET', problemOf: (exchange) => (/\b(?:public|s-maxage)\b/i.test(field(exchange, 'cache-control') ?? '') ? 'let shared caches keep what was given to one caller' : undefined) },
  { subject: 'X-Powered-By', concerns: () => true, problemOf: (exchange) => (field(exchange, 'x-powered-by') === undefined ? undefined : `name the software: ${field(exchange, 'x-powered-by') ?? ''}`) },
  { subject: 'Server', concerns: () => true, problemOf: (exchange) => (/\/\d/.test(field(exchange, 'server') ?? '') ? `name the version of the software: ${field(exchange, 'server') ?? ''}` : undefined) },
];

export const headers = readingCheck({
  meta: {
    id: 'web.headers',
    title: 'Answers carry the fields that protect browsers',
    mode: 'active',
    severity: 'P1',
    why: 'Browsers guess, frame, cache and run what no field forbids; version numbers tell attackers which holes to try.',
    how: 'The answers of all operations, of the root and of a path that does not exist are looked at: X-Content-Type-Options on whatever has a body; a Content-Security-Policy in which csp_evaluator finds nothing grave, and protection from framing, on HTML; Strict-Transport-Security over HTTPS; no shared caching of what was asked with credentials; no X-Powered-By and no version in Server. Answers with the same fault are one finding.',
    mend: 'Set the fields in one place for all answers, errors included: helmet or its like; switch X-Powered-By off.',
    sources: ['OWASP REST Security Cheat Sheet, Security Headers', 'OWASP Secure Headers Project', 'W3C Content Security Policy Level 3', 'RFC 6797', 'RFC 9111 section 3.5'],
  },
  needs: ['walk', 'surface'],
  judge: ({ walk, surface }) => {
    const exchanges = [...walk.visits.flatMap(({ control }) => (control === undefined ? [] : [control])), surface.root, surface.unknown, surface.unknownBelow].filter(({ answer }) => answer !== undefined);
    const [first] = exchanges;
    if (first === undefined) return notAvailable('Nothing answered.');
    const findings = RULES.flatMap((rule) => findingsOf(rule, exchanges));
    return verdictOf({ count: exchanges.length, of: 'answers' }, [{ text: `${inWords(first)}, with ${first.answer?.headers.length ?? 0} fields`, exchange: first.id }], findings);
  },
});

function findingsOf({ subject, concerns, problemOf }: Rule, exchanges: readonly Exchange[]): readonly Finding[] {
  const about = exchanges.filter(concerns);
  const wrong = about.flatMap((exchange) => {
    const problem = problemOf(exchange);
    return problem === undefined ? [] : [{ exchange, problem }];
  });
  const firsts = wrong.filter(({ problem }, place) => wrong.findIndex((one) => one.problem === problem) === place);
  return firsts.map(({ exchange, problem }) => ({ subject, problem: `${wrong.filter((one) => one.problem === problem).length} of ${about.length} answers ${problem}`, exchange: exchange.id }));
}

function policyProblem(exchange: Exchange): string | undefined {
  const policy = field(exchange, 'content-security-policy');
  if (policy === undefined) return 'are HTML without a policy';
  const grave = new CspEvaluator(new CspParser(policy).csp).evaluate().filter(({ severity }) => (severity as number) === HIGH);
  return grave.length === 0 ? undefined : `have a policy that protects little: ${grave.map(({ directive, value, description }) => `${directive}${value === undefined ? '' : ` ${value}`}: ${description}`).join(' ').slice(0, 300)}`;
}
