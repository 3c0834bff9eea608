import { describe, expect, it } from '@jest/globals';
import type { Visit } from '../artifacts/walk.ts';
import type { Evidenced } from '../judge/judge-check.ts';
import type { Outcome } from '../judge/outcome.ts';
import type { Operation } from '../openapi/document.ts';
import { latenciesOf, METRICS, metricsOf } from './metrics.ts';
import { checkOf, exchangeOf, passed } from './report.fixture.ts';

const operation = (id: string, path: string): Operation => ({ id, method: 'GET', path, pointer: '#', deprecated: false, parameters: [], answers: [], security: 'none', raw: {} });
const visit = (id: string, status: number, ms: number): Visit => ({ operation: id, control: exchangeOf('x1', { ms, answer: { status, headers: [], body: '', bytes: 0 } }) });
const OPERATIONS = [operation('createPayment', '/a'), operation('listRefunds', '/b'), operation('askAi', '/c'), operation('maintain', '/d')];
const failed: Outcome = { outcome: 'fail', population: { count: 20, of: 'answers' }, evidence: [], findings: [{ subject: 'a', problem: 'b' }] };

const SILENT: Outcome = { outcome: 'not-applicable', reason: 'r' };

function gathered(visits: readonly Visit[], journeys: readonly boolean[] = [], operations = OPERATIONS): Evidenced['artifacts'] {
  return {
    document: { value: { source: '', version: '3.1.0', title: '', operations, document: {}, problems: [], isBehindLogin: false } },
    walk: { value: { visits, journeys: journeys.map((isWhole) => ({ name: 'j', stepsInAll: 2, steps: isWhole ? [{ step: 'a' }, { step: 'b' }] : [{ step: 'a', problem: 'broke' }] })) } },
  };
}

const measured = (artifacts: Evidenced['artifacts'], outcomes: Readonly<Record<string, Outcome>> = {}) => Object.fromEntries(metricsOf(Object.entries(outcomes).map(([id, outcome]) => checkOf(id, 'P1', outcome)), { artifacts }).map((metric) => [metric.id, metric]));

describe('metrics', () => {
  it('are those that claims may name', () => {
    expect(Object.keys(measured({}))).toEqual(METRICS);
  });

  it('are null with a reason where nothing was gathered', () => {
    for (const { value, how } of Object.values(measured({ walk: { outcome: 'not-available', reason: 'The target is gone.' } }))) {
      expect(value).toBeNull();
      expect(how).not.toBe('');
    }
  });

  it('count what was reached', () => {
    const metrics = measured(gathered([visit('createPayment', 201, 10), visit('listRefunds', 500, 5000), visit('askAi', 302, 30), { operation: 'maintain', problem: 'no id' }], [true, false]), { 'payments.a': SILENT, 'ai.a': SILENT });
    expect(metrics['backend.success-rate']?.value).toBe(0.5);
    expect(metrics['payments.functional']?.value).toBe(0.5);
    expect(metrics['ai.reliability']).toMatchObject({ value: 1 });
    expect(metrics['journeys.functional']?.value).toBe(0.5);
    expect(metrics['operations.documented']?.value).toBe(4);
    expect([metrics['answer-time.mean']?.value, metrics['answer-time.p95']?.value]).toEqual([20, 30]);
  });

  it('are a band where something could not be measured', () => {
    const outcomes = { 'payments.a': passed, 'payments.b': { outcome: 'not-available', reason: 'r' }, 'payments.c': { outcome: 'not-applicable', reason: 'r' }, 'ai.a': { outcome: 'error', reason: 'r' } } as const;
    const metrics = measured(gathered([visit('createPayment', 200, 1), visit('listRefunds', 200, 1)]), outcomes);
    expect(metrics['payments.functional']).toMatchObject({ value: 0.75, most: 1 });
    expect(metrics['ai.reliability']).toMatchObject({ value: 0, most: 0.5 });
  });

  it('call nothing functional of which the run made no check, whatever was reached', () => {
    const metrics = measured(gathered([visit('createPayment', 200, 1), visit('listRefunds', 200, 1), visit('askAi', 200, 1)]), { 'access.bola': passed, 'errors.envelope': passed, 'ai.a': passed });
    expect(metrics['payments.functional']).toMatchObject({ value: null, how: 'This run made no check of payments.' });
    expect(metrics['ai.reliability']).toMatchObject({ value: 1 });
  });

  it('call no payments functional where there are none, though requests are idempotent', () => {
    const metrics = measured(gathered([visit('maintain', 200, 1)], [], [operation('maintain', '/d')]), { 'payments.idem-race': passed, 'payments.idem-replay': passed });
    expect(metrics['payments.functional']).toMatchObject({ value: null });
  });

  it('take error consistency from its check', () => {
    expect(measured({}, { 'errors.envelope': failed })['errors.consistency']?.value).toBe(0.95);
    expect(measured({}, { 'errors.envelope': { outcome: 'not-available', reason: 'Why.' } })['errors.consistency']).toMatchObject({ value: null, how: 'Why.' });
  });

  it('tell answer times of good requests only, sorted', () => {
    expect(latenciesOf(gathered([visit('askAi', 200, 9), visit('maintain', 404, 1), visit('createPayment', 200, 3)]))).toEqual([3, 9]);
  });
});
