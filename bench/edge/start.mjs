import { timed } from '../../tools/progress.mjs';
import { interleave, median, ratio } from '../harness/measure.mjs';
import { PROGRAM } from '../harness/laboratory.mjs';
import { Server } from '../harness/processes.mjs';
import { table } from '../harness/report.mjs';
import { CONTENDERS, environmentOf, NAMES } from './contenders.mjs';
import { goal } from '../harness/goals.mjs';

const MIB = 1024 * 1024;

/** From the start of the process to its first 200, and the memory that it has then. */
async function startOnce(laboratory, name) {
  const server = await Server.start(PROGRAM, CONTENDERS[name].program, environmentOf(laboratory, 'start', name));
  try {
    const answer = await fetch(`http://127.0.0.1:${server.port}/health`);
    const ms = performance.now() - server.begun;
    if (answer.status !== 200) throw new Error(`${name}: /health answered ${answer.status}.`);
    return { ms, rss: (await server.usage()).rssBytes / MIB };
  } finally {
    await server.stop();
  }
}

/** @returns {Promise<string>} */
export async function measureStart(laboratory, _generator, { starts }) {
  const results = await timed('cold starts', async () => {
    await laboratory.migrate('start');
    const measured = await interleave(NAMES, starts, (name) => startOnce(laboratory, name));
    return { measured, text: `${starts} of each` };
  });
  const of = (name) => results.measured.get(name);
  const rows = NAMES.map((name) => [CONTENDERS[name].title, `${median(of(name).ms).toFixed(0)} ms`, ratio(of('bare').ms, of(name).ms).toFixed(2), `${median(of(name).rss).toFixed(0)} MiB`, ratio(of('bare').rss, of(name).rss).toFixed(2)]);
  const goals = [
    goal('cold start / bare', ratio(of('bare').ms, of('fast').ms), '<=', 1.25),
    goal('RSS at start / bare', ratio(of('bare').rss, of('fast').rss), '<=', 1.2),
  ];
  return `## edge: start\nFrom the start of the process to its first 200, and its memory then; medians of ${starts} starts in turns.\n\n${table([['', 'cold start', '/ bare', 'RSS', '/ bare'], ...rows])}\n\n${goals.join('\n')}`;
}
