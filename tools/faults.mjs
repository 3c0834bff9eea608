import { parseArgs } from 'node:util';
import { lastLines } from './child.mjs';
import { step } from './progress.mjs';
import { Sentence, block } from './sentence.mjs';
import { suitesReady } from './suites.mjs';

const USAGE = 'npm run faults -- payments [crash-matrix | webhook-storm | emulator-faults] [--short] [--seed N]';
/** Suites by folder of test/faults. */
const SUITES = { payments: ['crash-matrix', 'webhook-storm', 'emulator-faults'] };
const SUM = /^(\d+) \w+, (\d+) losses, (\d+) doubles/;

/**
 * `npm run faults -- payments`: the service dies at each write and each call of a checkout, meets a storm of webhooks and a processor that
 * fails, and what is there in the end is held against a run in which nothing went wrong. Prints its tables; code 1 when anything differs.
 * @param {readonly string[]} args
 */
export async function main(args) {
  const { folder, suite, ...options } = read(args);
  const runSuites = await suitesReady();
  const sums = { losses: 0, doubles: 0, tried: 0 };
  const progress = step(`Faults of ${folder}${suite && `, ${suite}`}`);
  const outcome = await runSuites(`test/faults/${folder}/${suite}`, environment(options), (line, stream) => {
    if (stream !== 'stdout') return;
    progress.line(line);
    const [, tried, losses, doubles] = SUM.exec(line)?.map(Number) ?? [];
    if (tried !== undefined) Object.assign(sums, { tried: sums.tried + tried, losses: sums.losses + (losses ?? 0), doubles: sums.doubles + (doubles ?? 0) });
  });
  const told = `${sums.tried} cells, ${sums.losses} losses, ${sums.doubles} doubles`;
  if (outcome.ok) progress.done(told);
  else progress.fail(told);
  if (!outcome.ok) process.stdout.write(`${block(lastLines(outcome.output, 120))}\nNot as it should be: ${outcome.reason}.\n`);
  process.exitCode = outcome.ok && sums.tried > 0 ? 0 : 1;
}

/**
 * @param {readonly string[]} args
 * @returns {{ folder: string, suite: string, short: boolean, seed: string | undefined }}
 * @throws {Sentence}
 */
function read(args) {
  const parsed = () => {
    try {
      return parseArgs({ args: [...args], allowPositionals: true, options: { short: { type: 'boolean' }, seed: { type: 'string' } } });
    } catch (error) {
      throw new Sentence(`${/** @type {Error} */ (error).message.split('.')[0]}. Usage: ${USAGE}`);
    }
  };
  const { values: { short = false, seed }, positionals: [folder = '', suite = '', ...rest] } = parsed();
  const suites = /** @type {Record<string, string[]>} */ (SUITES)[folder];
  if (suites === undefined || rest.length > 0 || (suite !== '' && !suites.includes(suite)) || (seed !== undefined && !/^\d+$/.test(seed))) throw new Sentence(`Usage: ${USAGE}, where N is a whole number.`);
  return { folder, suite, short, seed };
}

/**
 * @param {{ short?: boolean | undefined, seed?: string | undefined }} options
 * @returns {Record<string, string>}
 */
function environment({ short, seed }) {
  return { FAULTS_WHOLE: short ? '0' : '1', ...(seed === undefined ? {} : { FAULTS_SEED: seed }) };
}
