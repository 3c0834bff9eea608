import path from 'node:path';
import { parseArgs } from 'node:util';
import { lastLines } from './child.mjs';
import { ROOT } from './folders.mjs';
import { step } from './progress.mjs';
import { Sentence, block } from './sentence.mjs';
import { suitesReady } from './suites.mjs';

const USAGE = 'npm run audit [-- --only CHECK[,CHECK...]]';

/**
 * `npm run audit`: starts Plumbline with all that it stands on, audits it, and writes the report into `reports/latest`. Code 1 when a check
 * that must not fail fails, or when the floor is lower than the one that was reached before.
 * @param {readonly string[]} args
 */
export async function main(args) {
  const only = read(args);
  const out = path.join(ROOT, 'reports', 'latest');
  const runSuites = await suitesReady();
  const progress = step('Audit');
  const outcome = await runSuites('test/audit', { AUDIT_OUT: out, ...(only === undefined ? {} : { AUDIT_ONLY: only }) }, (line, stream) => {
    if (stream === 'stdout') progress.line(line);
    else if (line.startsWith('... ')) progress.note(line.slice('... '.length));
  });
  if (outcome.ok) progress.done(`written to ${path.relative(ROOT, out)}`);
  else progress.fail(outcome.reason);
  if (!outcome.ok) process.stdout.write(`${block(lastLines(outcome.output, 60))}\n`);
  process.exitCode = outcome.ok ? 0 : 1;
}

/**
 * @param {readonly string[]} args
 * @throws {Sentence}
 */
function read(args) {
  try {
    return parseArgs({ args: [...args], options: { only: { type: 'string' } } }).values.only;
  } catch (error) {
    throw new Sentence(`${/** @type {Error} */ (error).message.split('.')[0]}. Usage: ${USAGE}`);
  }
}
