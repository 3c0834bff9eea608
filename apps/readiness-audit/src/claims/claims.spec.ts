import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Sentence } from '../cli/sentence.ts';
import { METRICS } from '../report/metrics.ts';
import { CHECKS_OF_ALL_KINDS, reportOf } from '../report/report.fixture.ts';
import type { Claim } from './claim.ts';
import { decide } from './decide.ts';
import { readClaims } from './read-claims.ts';

const report = reportOf();
const KNOWN = { checks: new Set([...CHECKS_OF_ALL_KINDS.map(({ meta }) => meta.id), 'data.up']), metrics: new Set<string>(METRICS) };
const claim = (told: Partial<Claim>): Claim => ({ id: 'a', says: 'b', source: 'c', value: true, unit: 'holds', decidedBy: { nothing: 'Nobody knows.' }, ...told });
const verdictOf = (told: Partial<Claim>) => decide({ claims: [claim(told)] }, report, KNOWN, Date.parse(report.endedAt))[0]?.verdict;

describe('a claim', () => {
  it.each([
    ['payments.idem-replay', true, 'CONFIRMED'], ['payments.idem-replay', false, 'REFUTED'], ['access.enforced', true, 'REFUTED'], ['access.enforced', false, 'CONFIRMED'],
    ['access.jwt', true, 'UNMEASURABLE'], ['access.bola', true, 'UNMEASURABLE'], ['ai.grounding', true, 'UNMEASURABLE'], ['data.up', true, 'UNMEASURABLE'], ['access.forgotten', true, 'STALE'],
  ])('that %s holds, %s, is %s', (check, value, verdict) => {
    expect(verdictOf({ value, decidedBy: { check } })).toBe(verdict);
  });

  it.each([
    ['backend.success-rate', 'at-least', 0.95, 'CONFIRMED'], ['backend.success-rate', 'at-least', 0.96, 'REFUTED'], ['backend.success-rate', 'equal', 0.95, 'CONFIRMED'],
    ['backend.success-rate', 'equal', 0.85, 'REFUTED'], ['journeys.functional', 'at-least', 1, 'UNMEASURABLE'], ['ai.reliability', 'at-least', 1, 'UNMEASURABLE'], ['speed.of.light', 'at-least', 1, 'STALE'],
    ['payments.functional', 'at-least', 0.7, 'CONFIRMED'], ['payments.functional', 'at-least', 0.8, 'UNMEASURABLE'], ['payments.functional', 'at-least', 1, 'REFUTED'], ['payments.functional', 'equal', 0.8, 'UNMEASURABLE'],
    ['score', 'at-least', 0.818, 'REFUTED'], ['score', 'at-least', 0.5, 'UNMEASURABLE'], ['score.contract', 'at-least', 0.8, 'CONFIRMED'], ['score.data', 'at-least', 0.8, 'UNMEASURABLE'], ['score.nothing', 'at-least', 0.8, 'STALE'],
  ] as const)('that %s is %s %d is %s', (metric, compare, value, verdict) => {
    expect(verdictOf({ value, compare, unit: 'share', tolerance: 0.005, decidedBy: { metric } })).toBe(verdict);
  });

  it('counts blockers, those that may be among the unmeasured included', () => {
    const blockers = (value: number) => verdictOf({ value, unit: 'count', compare: 'at-most', decidedBy: { metric: 'blockers' } });
    expect([blockers(0), blockers(2), blockers(3)]).toEqual(['REFUTED', 'UNMEASURABLE', 'CONFIRMED']);
  });

  it('is stale in a unit that the metric no longer has, and unmeasurable where nothing decides it', () => {
    expect(verdictOf({ value: 1, unit: 'count', decidedBy: { metric: 'answer-time.p95' } })).toBe('STALE');
    expect(verdictOf({})).toBe('UNMEASURABLE');
  });

  it('is told what may have been meant by a name that is not known', () => {
    const because = (decidedBy: Claim['decidedBy'], known = KNOWN) => decide({ claims: [claim({ decidedBy })] }, report, known, 0)[0]?.because;
    expect(because({ check: 'acess.bola' })).toMatch(/^There is no check acess\.bola; did you mean access\.bola\b.*\?$/);
    expect(because({ metric: 'answer-time.p59' })).toMatch(/^There is no metric answer-time\.p59; did you mean answer-time\.p95\b.*\?$/);
    expect(because({ metric: 'score.acess' })).toMatch(/did you mean score\.access\b/);
    expect(because({ check: 'zzzzzzzzzzzz' })).toBe('There is no check zzzzzzzzzzzz.');
  });

  it('is told that a name is there no more only where the report still holds it', () => {
    const because = (decidedBy: Claim['decidedBy']) => decide({ claims: [claim({ decidedBy })] }, report, { checks: new Set(['data.up']), metrics: new Set() }, 0)[0]?.because;
    expect(because({ check: 'access.bola' })).toBe('There is no check access.bola any more.');
    expect(because({ metric: 'answer-time.p95' })).toBe('There is no metric answer-time.p95 any more.');
    expect(because({ check: 'data.upp' })).toBe('There is no check data.upp; did you mean data.up?');
  });

  it('is stale before an old report, with what was measured beside it otherwise', () => {
    const file = { maxAgeDays: 7, claims: [claim({ value: 50, unit: 'ms', compare: 'at-most', decidedBy: { metric: 'answer-time.p95' } })] };
    const day = 86_400_000;
    expect(decide(file, report, KNOWN, Date.parse(report.endedAt) + 8 * day)[0]).toMatchObject({ verdict: 'STALE', because: expect.stringContaining('8 days old') });
    expect(decide(file, report, KNOWN, Date.parse(report.endedAt) + 6 * day)[0]).toMatchObject({ verdict: 'CONFIRMED', measured: '41.3 ms' });
  });
});

describe('a file of claims', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'claims-'));
  const file = path.join(folder, 'claims.yml');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const good = '  - { id: a, says: b, source: c, value: true, unit: holds, decidedBy: { check: a.b } }\n';

  it.each([
    ['', /:1: the file must be object/],
    ['claims: []', /:1: claims must NOT have fewer than 1 items/],
    [`claims:\n${good}${good}`, /:3: two claims are called a\./],
    [`claims:\n${good}  - { id: x }\n`, /:3: claims\.1 must have required property/],
    [`claims:\n${good.replace('true', '1')}`, /:2: claims\.0\.value must be boolean/],
    [`claims:\n${good.replace('holds', 'percent').replace('true', '1')}`, /:2: claims\.0\.unit must be one of holds, share, ms, count\./],
    [`claims:\n${good.replace('value', 'compare: more, value')}`, /:2: claims\.0\.compare must be one of equal, at-least, at-most\./],
    [`claims:\n${good.replace('check:', 'guess:')}`, /:2: claims\.0\.decidedBy must NOT have additional properties \(guess\)/],
    ['claims: [', /:1: /],
  ])('says in one sentence, with its line, what is wrong with %j', (text, sentence) => {
    writeFileSync(file, text);
    expect(() => readClaims(file)).toThrow(Sentence);
    expect(() => readClaims(file)).toThrow(sentence);
  });

  it('says that it is not there', () => {
    expect(() => readClaims(path.join(folder, 'nowhere.yml'))).toThrow(/nowhere\.yml is not there\.$/);
  });
});

/** Areas and names of the catalogue that the claims lean on; checks.spec.ts holds that those which exist have their scenes. */
const CATALOGUE: Readonly<Record<string, string>> = {
  ai: 'smoke', contract: 'content-type coverage examples media-mix', errors: 'no-500', validation: 'negative positive', access: 'bfla enforced jwt', web: 'cors headers tls', rate: 'absent-address', health: 'split', logs: 'format levels pii',
  observability: 'alerts metrics refs truth', data: 'index race rollback up', performance: 'p95', delivery: 'ci dockerfile env env-example', docs: 'api-docs runbook', journeys: 'critical',
};

describe('the claims of the seed plans', () => {
  const { claims } = readClaims(path.join(import.meta.dirname, '../../claims/seeds.yml'));

  it('name metrics that are measured, in their units', () => {
    const figures = claims.flatMap(({ decidedBy }) => ('metric' in decidedBy ? [decidedBy.metric] : []));
    expect(figures.filter((id) => !KNOWN.metrics.has(id) && !/^(score(\.[a-z]+)?|blockers)$/.test(id))).toEqual([]);
    expect(decide({ claims }, report, { checks: new Set(), metrics: KNOWN.metrics }, 0).filter(({ because }) => because.startsWith('The claim is in'))).toEqual([]);
  });

  it('name checks of the catalogue', () => {
    const named = new Set(claims.flatMap(({ decidedBy }) => ('check' in decidedBy ? [decidedBy.check] : [])));
    expect([...named].sort()).toEqual(Object.entries(CATALOGUE).flatMap(([area, names]) => names.split(' ').map((name) => `${area}.${name}`)).sort());
  });

  it('give a source for each, and a reason where nothing decides it', () => {
    for (const { source, decidedBy } of claims) {
      expect(source).toMatch(/^(production readiness|priority) plan, line \d+$/);
      if ('nothing' in decidedBy) expect(decidedBy.nothing).toMatch(/\.$/);
    }
  });
});
