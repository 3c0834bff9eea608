import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { NOTHING, honest, jestCount, oneCheck, plainLine, sum, tapCount } from './test-results.mjs';
import { testFolder } from './test-folder.mjs';

test('jest counts come from its report, and a file that could not run is a failure', () => {
  const file = path.join(testFolder(), 'report.json');
  const testResults = [
    { name: 'a.spec.ts', message: '', assertionResults: [{ status: 'passed', fullName: 'holds' }, { status: 'failed', fullName: 'breaks' }] },
    { name: 'b.spec.ts', message: 'SyntaxError', assertionResults: [] },
  ];
  writeFileSync(file, JSON.stringify({ numPassedTests: 1, numFailedTests: 1, numPendingTests: 2, numTodoTests: 0, numRuntimeErrorTestSuites: 1, testResults }));
  assert.deepEqual(jestCount(file), { passed: 1, failed: 2, skipped: 2, failures: ['breaks (a.spec.ts)', 'b.spec.ts could not run'] });
});

test('TAP counts cancelled tests as failed', () => {
  assert.deepEqual(tapCount('not ok 1 - x\n# tests 4\n# pass 1\n# fail 1\n# cancelled 1\n# skipped 1\n# todo 0\n'), { passed: 1, failed: 2, skipped: 1, failures: ['x'] });
  assert.throws(() => tapCount('nothing of the kind'));
});

test('a program that fails without naming a failure, and one without any test, have failed', () => {
  assert.equal(honest({ ...NOTHING, passed: 5 }, false).failed, 1);
  assert.equal(honest(NOTHING, true).failed, 1);
  assert.equal(honest({ ...NOTHING, passed: 5 }, true).failed, 0);
  assert.equal(honest({ ...NOTHING, failed: 3 }, false).failed, 3);
});

test('the last line is plain', () => {
  assert.equal(plainLine(sum([oneCheck(true), oneCheck(false), { ...NOTHING, passed: 2 }])), '3 passed, 1 failed');
  assert.equal(plainLine({ ...NOTHING, passed: 1, skipped: 2 }), '1 passed, 0 failed, 2 skipped');
});
