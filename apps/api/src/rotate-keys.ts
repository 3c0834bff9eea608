import { parseArgs } from 'node:util';
import { Config } from '@plumbline/config';
import { KeyRotation, type KeyUse, type RotationNews } from '@plumbline/database';
import { runCommand } from './command.js';

const USAGE = 'Usage: npm run rotate-keys [-- --status]';
/** Between two lines of progress. */
const PROGRESS_MS = 2_000;

/** A line every two seconds, on stderr, so that the outcome alone is on stdout. */
function progress(): (news: RotationNews) => void {
  let toldAt = performance.now();
  return ({ collection, documents, written }) => {
    if (performance.now() - toldAt < PROGRESS_MS) return;
    toldAt = performance.now();
    process.stderr.write(`${collection}: ${documents} documents looked at, ${written} written\n`);
  };
}

function report(use: KeyUse, known: readonly string[]): string {
  const lines = [...use].flatMap(([collection, counts]) => [...counts].map(([id, count]) => `${collection}: ${count} values under ${id}`));
  const used = new Set([...use.values()].flatMap((counts) => [...counts.keys()]));
  const idle = known.slice(1).filter((id) => !used.has(id));
  const verdict = idle.length > 0 ? `Nothing is under ${idle.join(', ')} any more: once every process has ${known[0] ?? ''} first, it can be taken out of DATA_KEYS.` : `In use: ${[...used].join(', ') || 'no key'}.`;
  return [...lines, verdict].join('\n');
}

/** `npm run rotate-keys`: encrypts everything anew that is not under the first of DATA_KEYS; may be stopped and run again. */
await runCommand('The keys were not rotated.', async (app) => {
  let status: boolean | undefined;
  try {
    ({ status } = parseArgs({ options: { status: { type: 'boolean' } } }).values);
  } catch {
    throw new Error(USAGE);
  }
  const rotation = app.get(KeyRotation, { strict: false });
  const known = app.get(Config, { strict: false }).get('DATA_KEYS').map(({ id }) => id);
  if (status === true) return report(await rotation.use(progress()), known);
  const stop = new AbortController();
  // Not once: a Ctrl-C comes from the terminal and from whoever started this, and the second one must not end it in the middle.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
  const written = new Map<string, number>();
  const tell = progress();
  await rotation.run((news) => {
    written.set(news.collection, news.written);
    tell(news);
  }, stop.signal);
  const sum = [...written.values()].reduce((total, one) => total + one, 0);
  return stop.signal.aborted ? `Stopped after ${sum} documents; run it again and it goes on from there.` : `Everything is under ${known[0] ?? ''}; ${sum} documents were written.`;
});
