import type { Exchange } from '../http/exchange.ts';
import type { CheckMeta } from '../judge/check.ts';
import type { Outcome, Severity } from '../judge/outcome.ts';
import { judge, scoreOf } from '../judge/score.ts';
import type { CheckReport, Report } from './report.ts';
import { areaOf } from './wording.ts';

/** Text as a hostile service would answer it. */
export const HOSTILE = '<script>alert("x")</script>\' & ]]> \u001B[31m\u0000 \u202E `$(id)` %s';

/** A check of a report. @param told members in place of the usual ones */
export function checkOf(id: string, severity: Severity, outcome: Outcome, told: Partial<Omit<CheckReport, 'meta'>> & { readonly meta?: Partial<CheckMeta> } = {}): CheckReport {
  const meta: CheckMeta = { id, title: `Title of ${id}`, mode: 'active', severity, why: `Why ${id} matters.`, how: `How ${id} is measured.`, mend: `How to mend ${id}.`, sources: ['RFC 9110 section 15.5.2', 'https://owasp.org/API-Security/editions/2023/en/0xa2-broken-authentication/'], ...told.meta };
  return { severity, outcome, ms: 12, excluded: [], ...told, meta };
}

export const passed: Outcome = { outcome: 'pass', population: { count: 40, of: 'requests' }, evidence: [{ text: 'GET /payments answered 200', exchange: 'x1' }] };

/** One of each outcome and severity, with evidence of all kinds. */
export const CHECKS_OF_ALL_KINDS: readonly CheckReport[] = [
  checkOf('payments.idem-replay', 'P0', passed),
  checkOf('payments.webhook-order', 'P1', { outcome: 'not-available', reason: 'The target file says nothing of `webhooks`.' }),
  checkOf('contract.coverage', 'P0', passed),
  checkOf('contract.lint', 'P2', { outcome: 'fail', population: { count: 12, of: 'rules' }, evidence: [{ text: '12 rules of Spectral were applied' }], findings: [{ subject: 'openapi.yaml', problem: 'operation without a description', file: 'docs/open api.yaml', line: 17 }] }),
  checkOf('errors.envelope', 'P1', { outcome: 'fail', population: { count: 20, of: 'answers' }, evidence: [], findings: [{ subject: 'POST /payments', problem: 'answered text/html in place of application/problem+json', exchange: 'x3' }] }),
  checkOf('access.enforced', 'P0', { outcome: 'fail', population: { count: 40, of: 'requests' }, evidence: [{ text: 'GET /payments, without credentials: answered 401', exchange: 'x1' }], findings: [{ subject: 'POST /payments', problem: `without credentials: answered 200, ${HOSTILE}`, exchange: 'x2' }] }),
  checkOf('access.jwt', 'P0', { outcome: 'not-available', reason: 'Nobody could log in: POST /login answered 500 (x3).' }),
  checkOf('access.bola', 'P0', { outcome: 'error', reason: 'The check broke: cannot read properties of undefined' }),
  checkOf('access.brute-force', 'P1', passed, { excluded: [{ subject: 'POST /login', problem: 'answered 401 a hundred times', reason: 'A proxy in front limits it.', owner: 'ops@example.com', expires: '2027-01-31' }] }),
  checkOf('ai.grounding', 'P1', { outcome: 'not-applicable', reason: 'No operation asks a model.' }),
];

/** An exchange as a run keeps it. */
export function exchangeOf(id: string, told: Partial<Exchange> = {}): Exchange {
  return {
    id, at: '2026-11-23T10:00:01.000Z', ms: 12.3,
    request: { method: 'GET', url: 'http://127.0.0.1:4000/payments?limit=1', headers: [['Authorization', 'Bearer <token of admin>'], ['Accept', 'application/json']] },
    answer: { status: 200, headers: [['Content-Type', 'application/json']], body: '{"data":[]}', bytes: 11 },
    ...told,
  };
}

/** What the checks above name. */
export const EXCHANGES: ReadonlyMap<string, Exchange> = new Map([
  exchangeOf('x1'),
  exchangeOf('x2', { request: { method: 'POST', url: 'http://127.0.0.1:4000/payments', headers: [['Content-Type', 'application/json']], body: '{"amount":1,"note":"it\'s"}' }, answer: { status: 200, headers: [['Content-Type', 'text/html']], body: HOSTILE, bytes: 60 } }),
  exchangeOf('x3', { request: { method: 'POST', url: 'http://127.0.0.1:4000/login', headers: [], body: '{' } }),
].map((exchange) => [exchange.id, exchange]));

/** A report as a run writes it: scores and judgement are computed of its checks. @param told members in place of the usual ones */
export function reportOf(checks: readonly CheckReport[] = CHECKS_OF_ALL_KINDS, told: Partial<Report> = {}): Report {
  const scored = checks.map(({ meta: { id }, severity, outcome: { outcome } }) => ({ id, severity, outcome }));
  const gate = { floor: 0, strict: false };
  return {
    reportVersion: 1,
    tool: { name: 'plumbline-audit', version: '0.1.0' },
    target: { name: 'specimen', baseUrl: 'http://127.0.0.1:4000' },
    startedAt: '2026-11-23T10:00:00.000Z',
    endedAt: '2026-11-23T10:01:03.000Z',
    requests: 1234,
    peakMemoryMiB: 180,
    judgement: judge(scored, gate),
    gate,
    areas: [...new Set(scored.map(({ id }) => areaOf(id)))].map((area) => ({ area, score: scoreOf(scored.filter(({ id }) => areaOf(id) === area)) })),
    checks,
    metrics: [
      { id: 'backend.success-rate', title: 'Backend success rate', value: 0.9545, unit: 'share', how: '42 of 44 documented operations were reached.' },
      { id: 'payments.functional', title: 'Payments functional', value: 0.75, most: 0.875, unit: 'share', how: '6 of 8 operations and checks are good; 1 could not be measured.' },
      { id: 'answer-time.p95', title: 'Answer time, 95th percentile', value: 41.27, unit: 'ms', how: 'Of 42 good requests, one at a time.' },
      { id: 'journeys.functional', title: 'Journeys functional', value: null, unit: 'share', how: 'The target file declares no journey.' },
    ],
    latencies: [1.2, 1.4, 2.2, 2.8, 3.1, 3.3, 4.9, 5.2, 6.1, 7.7, 8.3, 9.9, 12, 14.5, 18, 22, 41.3, 260],
    evidence: { 'walk.json': 'a'.repeat(64) },
    ...told,
  };
}
