import { timed } from '../../tools/progress.mjs';
import { Sentence } from '../../tools/sentence.mjs';
import { build, Laboratory } from './laboratory.mjs';
import { Generator } from './processes.mjs';
import { circumstances, writeSection } from './report.mjs';

/**
 * Runs the parts of a benchmark, one after the other, in one laboratory. Each writes a section of its own, so that one can be taken again
 * when the machine is quiet.
 * @template Plan
 * @param {object} benchmark
 * @param {string} benchmark.name
 * @param {Record<string, (laboratory: Laboratory, generator: Generator, plan: Plan) => Promise<string>>} benchmark.parts
 * @param {number} benchmark.clients people who are laid out
 * @param {Plan} benchmark.plan how long and how often
 * @param {object} options
 * @param {boolean} options.short writes nothing
 * @param {string | undefined} options.part all of them unless told
 */
export async function runParts({ name, parts, clients, plan }, { short, part }) {
  const chosen = Object.entries(parts).filter(([one]) => part === undefined || one === part);
  if (chosen.length === 0) throw new Sentence(`The benchmark ${name} has no part ${part}; its parts are ${Object.keys(parts).join(', ')}.`);
  await timed('build', build);
  const laboratory = /** @type {Laboratory} */ ((await timed('mongod', async () => ({ laboratory: await Laboratory.open(clients), text: 'its own' }))).laboratory);
  const generator = new Generator();
  for (const [one, measure] of chosen) {
    const text = `${await measure(laboratory, generator, plan)}\n\n${circumstances()}`;
    process.stdout.write(`\n${text}\n\n`);
    if (!short) writeSection(`${name}-${one}`, text);
  }
}
