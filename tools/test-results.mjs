import { readFileSync } from 'node:fs';

/** @typedef {{ passed: number, failed: number, skipped: number, failures: string[] }} Count */

/** @type {Count} */
export const NOTHING = { passed: 0, failed: 0, skipped: 0, failures: [] };

/**
 * A stage that either holds or does not (lint, types).
 * @param {boolean} ok
 * @returns {Count}
 */
export function oneCheck(ok) {
  return { ...NOTHING, passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
}

/**
 * Reads what `jest --json --outputFile` wrote. A test file that could not run at all counts as one failure.
 * @param {string} file
 * @returns {Count}
 * @throws {Error} when jest broke off before it wrote anything
 */
export function jestCount(file) {
  const report = JSON.parse(readFileSync(file, 'utf8'));
  /** @type {{ message: string, name: string, assertionResults: { status: string, fullName: string }[] }[]} */
  const suites = report.testResults;
  const failures = suites.flatMap(({ name, message, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => `${fullName} (${name})`);
    return failed.length === 0 && message && assertionResults.length === 0 ? [`${name} could not run`] : failed;
  });
  return { passed: report.numPassedTests, failed: report.numFailedTests + report.numRuntimeErrorTestSuites, skipped: report.numPendingTests + report.numTodoTests, failures };
}

/**
 * Reads the summary of `node --test --test-reporter=tap`.
 * @param {string} tap
 * @returns {Count}
 * @throws {Error} when the summary is missing
 */
export function tapCount(tap) {
  const count = (/** @type {string} */ name) => {
    const found = new RegExp(`^# ${name} (\\d+)$`, 'm').exec(tap)?.[1];
    if (found === undefined) throw new Error(`the summary does not tell "${name}"`);
    return Number(found);
  };
  const failures = [...tap.matchAll(/^ *not ok \d+ - (.+)$/gm)].map(([, name = '']) => name);
  return { passed: count('pass'), failed: count('fail') + count('cancelled'), skipped: count('skipped') + count('todo'), failures };
}

/**
 * What a stage is worth: a program that fails without naming a failure has failed all the same, and so has one without any test.
 * @param {Count} count
 * @param {boolean} ok how its program ended
 * @returns {Count}
 */
export function honest(count, ok) {
  const empty = count.passed + count.failed === 0;
  return count.failed === 0 && (!ok || empty) ? { ...count, failed: 1, failures: [...count.failures, empty ? 'no test ran' : 'the program ended with a failure'] } : count;
}

/**
 * @param {readonly Count[]} counts
 * @returns {Count}
 */
export function sum(counts) {
  return counts.reduce((all, one) => ({ passed: all.passed + one.passed, failed: all.failed + one.failed, skipped: all.skipped + one.skipped, failures: [...all.failures, ...one.failures] }), NOTHING);
}

/** @param {Count} count */
export function plainLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
