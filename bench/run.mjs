// npm run bench -- NAME [--part PART] [--short]: runs a benchmark, prints its tables and, unless short, writes them to bench/RESULTS.md.
import { parseArgs } from 'node:util';
import { readable, Sentence } from '../tools/sentence.mjs';

/** @type {Record<string, () => Promise<{ run: (options: { short: boolean, part: string | undefined }) => Promise<void> }>>} */
const BENCHMARKS = {
  audit: () => import('./audit/audit.mjs'),
  edge: () => import('./edge/edge.mjs'),
  payments: () => import('./payments/payments.mjs'),
  trust: () => import('./trust/trust.mjs'),
};

async function main() {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { short: { type: 'boolean', default: false }, part: { type: 'string' } } });
  const load = BENCHMARKS[positionals[0] ?? ''];
  if (load === undefined) throw new Sentence(`Usage: npm run bench -- NAME [--part PART] [--short], where NAME is one of: ${Object.keys(BENCHMARKS).join(', ')}.`);
  const { run } = await load();
  await run({ short: values.short, part: values.part });
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
try {
  await main();
  process.exit(0);
} catch (error) {
  process.stderr.write(`${readable(error)}\n`);
  process.exit(1);
}
