import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { canPin } from './processes.mjs';

const RESULTS = new URL('../RESULTS.md', import.meta.url);
const INTRODUCTION = `# Benchmarks

Written by \`npm run bench -- NAME\`; the text between the marks of a section is replaced by its next run. Every figure is a ratio of two things measured in turns in one run: absolute times depend on the machine and on what else it does.
`;

/**
 * A table in Markdown that also reads well as plain text.
 * @param {readonly (readonly string[])[]} rows the first one is the head
 */
export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row) => `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? `${'-'.repeat(width + 2)}` : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(rows[0]), rule, ...rows.slice(1).map(line)].join('\n');
}

/**
 * Where and of what a run was made.
 * @param {object} [options]
 * @param {boolean} [options.isPinned] whether the harness's own processes were measured
 */
export function circumstances({ isPinned = canPin } = {}) {
  const commit = git('rev-parse', '--short', 'HEAD');
  const changed = git('status', '--porcelain', '--', 'apps', 'libs', 'bench') === '' ? '' : ' with changes';
  const pinned = isPinned ? 'server on core 0, generator and mongod on core 1' : 'not held to cores';
  return `${new Date().toISOString().slice(0, 10)}, commit ${commit}${changed}, Node ${process.versions.node}, ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), ${pinned}; load average at the end ${loadavg()[0].toFixed(1)}, of which about 2 are the benchmark's own.`;
}

function git(...args) {
  try {
    return execFileSync('git', args, { cwd: new URL('../..', import.meta.url), encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}

/** Puts a section into bench/RESULTS.md, in place of what its last run wrote; what stands outside of the marks stays. */
export function writeSection(name, text) {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const whole = existsSync(RESULTS) ? readFileSync(RESULTS, 'utf8') : INTRODUCTION;
  const section = `${begin}\n${text.trim()}\n${end}`;
  const [from, to] = [whole.indexOf(begin), whole.indexOf(end)];
  writeFileSync(RESULTS, from === -1 || to === -1 ? `${whole.trimEnd()}\n\n${section}\n` : `${whole.slice(0, from)}${section}${whole.slice(to + end.length)}`);
}
