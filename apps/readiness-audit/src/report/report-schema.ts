import { MODES, OUTCOMES, SEVERITIES } from '../judge/outcome.ts';
import { VERDICTS } from '../judge/score.ts';

const text = { type: 'string' } as const;
const texts = { type: 'array', items: text } as const;
const number = { type: 'number' } as const;
const time = { type: 'string', format: 'date-time' } as const;
const share = { type: ['number', 'null'], minimum: 0, maximum: 1 } as const;
/** Members that are not known are let through: a younger audit may say more. */
const object = (properties: Record<string, unknown>, ...optional: readonly string[]): Record<string, unknown> => ({ type: 'object', properties, required: Object.keys(properties).filter((name) => !optional.includes(name)) });
const list = (items: unknown): Record<string, unknown> => ({ type: 'array', items });

const source = { exchange: text, file: text, line: { type: 'integer', minimum: 1 } } as const;
const evidence = list(object({ text, ...source }, ...Object.keys(source)));
const findings = list(object({ subject: text, problem: text, reproduce: text, ...source }, 'reproduce', ...Object.keys(source)));
const population = object({ count: number, of: text });
const score = object({ floor: share, ceiling: share, coverage: share, weights: object({ passed: number, failed: number, unmeasured: number }) });
const outcome = {
  ...object({ outcome: { enum: OUTCOMES } }),
  allOf: [
    { if: { properties: { outcome: { const: 'pass' } } }, then: object({ population, evidence }) },
    { if: { properties: { outcome: { const: 'fail' } } }, then: object({ population, evidence, findings }) },
    { if: { properties: { outcome: { enum: ['not-applicable', 'not-available', 'error'] } } }, then: object({ reason: text }) },
  ],
};
const meta = object({ id: { type: 'string', pattern: '^[\\w-]+\\.[\\w-]+$' }, title: text, mode: { enum: MODES }, severity: { enum: SEVERITIES }, why: text, how: text, mend: text, sources: texts });
const excluded = list(object({ subject: text, problem: text, reason: text, owner: text, expires: text }));
const judgement = object({ verdict: { enum: VERDICTS }, score, blockers: texts, unproven: texts, warnings: texts, exitCode: { enum: [0, 1, 2] } });

/** JSON Schema 2020-12 of report.json; what its members mean stands in report.ts. */
export const REPORT_SCHEMA = object({
  reportVersion: { const: 1 },
  tool: object({ name: text, version: text }),
  target: object({ name: text, baseUrl: text, document: text }, 'document'),
  startedAt: time,
  endedAt: time,
  requests: number,
  peakMemoryMiB: number,
  timings: { type: 'object', additionalProperties: number },
  ended: text,
  judgement,
  gate: object({ floor: number, strict: { type: 'boolean' }, warnings: number }, 'warnings'),
  areas: list(object({ area: text, score })),
  checks: list(object({ meta, severity: { enum: SEVERITIES }, outcome, ms: number, excluded })),
  metrics: list(object({ id: text, title: text, value: { type: ['number', 'null'] }, most: number, unit: { enum: ['share', 'ms', 'count'] }, how: text }, 'most')),
  latencies: list(number),
  evidence: { type: 'object', additionalProperties: text },
}, 'timings', 'ended');
