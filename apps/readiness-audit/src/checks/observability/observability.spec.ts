import { describe, expect, it } from '@jest/globals';
import { outcomeIn } from '../../specimen/scene.fixture.ts';
import { format } from '../logs/format.ts';
import { pii } from '../logs/pii.ts';
import { secrets } from '../logs/secrets.ts';
import { metrics } from './metrics.ts';
import { rulesIn } from './rules.ts';
import { trace } from './trace.ts';
import { truth } from './truth.ts';

describe('truth', () => {
  it('sees a counter that counts twice', async () => {
    expect(await outcomeIn(truth, { defects: ['count-twice'] })).toMatchObject({ outcome: 'fail', findings: [{ problem: 'it grew by 40 where 20 answers of 2xx were given' }, { problem: 'it grew by 10 where 5 answers of 4xx were given' }] });
  });

  it('says so where what is named is no exposition', async () => {
    expect(await outcomeIn(truth, { defects: ['metrics'] })).toMatchObject({ outcome: 'not-available' });
    expect(await outcomeIn(metrics, { target: { metrics: 'http://127.0.0.1:1/metrics' } })).toMatchObject({ outcome: 'fail' });
  });
});

describe('trace', () => {
  it('does without the log where the answer tells', async () => {
    expect(await outcomeIn(trace, { defects: ['trace'] })).toMatchObject({ outcome: 'fail' });
    expect(await outcomeIn(trace, { untold: ['logs'] })).toMatchObject({ outcome: 'not-available' });
  });
});

describe('what is logged of the audit\'s own accounts', () => {
  it('is personal data, and no key', async () => {
    expect(await outcomeIn(pii, { defects: ['log-token'] })).toMatchObject({ outcome: 'fail' });
    expect(await outcomeIn(secrets, { defects: ['log-token'] })).toMatchObject({ outcome: 'pass' });
  });

  it('is nothing where nothing was written', async () => {
    expect(await outcomeIn(format, { target: { logs: { file: 'nowhere.log' } } })).toMatchObject({ outcome: 'not-available' });
  });
});

describe('rulesIn', () => {
  it('reads aliases, several documents and what the operator takes', () => {
    const text = `groups:
  - name: a
    rules:
      - { alert: One, expr: up == 0, for: 1m, labels: &page { severity: page }, annotations: { summary: s } }
      - { alert: Two, expr: up == 0, labels: *page, annotations: { <<: { summary: s }, runbook: r } }
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
spec:
  groups:
    - name: b
      rules:
        - record: a:b
          expr: sum(x)
`;
    expect(rulesIn({ 'a.yml': text })).toMatchObject([
      { alert: 'One', line: 4, hasFor: true, labels: { severity: 'page' } },
      { alert: 'Two', line: 5, hasFor: false, labels: { severity: 'page' }, annotations: { summary: 's', runbook: 'r' } },
      { record: 'a:b', expression: 'sum(x)', line: 13 },
    ]);
  });

  it.each(['groups: [', 'groups: 7\nalert: x', 'groups:\n  - rules: no\n    alert: x', '{{ if .x }}\ngroups:\n  - alert: x\n{{ end }}'])('takes %j for no rule', (text) => {
    expect(rulesIn({ 'a.yml': text })).toEqual([]);
  });
});
