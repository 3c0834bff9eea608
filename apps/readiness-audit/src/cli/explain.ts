import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CHECKS } from '../checks/index.ts';
import type { CheckMeta } from '../judge/check.ts';
import { checkPages, PAGE_MARK } from '../report/check-pages.ts';
import { areaOf, MEANINGS, titleOfArea } from '../report/wording.ts';
import { argumentsOf, assertCount } from './arguments.ts';
import { nearest } from './nearest.ts';
import { type Output, STDOUT } from './output.ts';
import { Sentence } from './sentence.ts';

export const EXPLAIN_USAGE = `Usage: plumbline-audit explain [CHECK-ID | --pages FOLDER]

Says why a check matters, how it is measured and how to mend what it finds. Without an id: all checks, by area.
  --pages FOLDER  a page in Markdown for each check, and one that lists them`;

/** @throws Sentence with the nearest names for one that is not known */
function metaOf(id: string, metas: readonly CheckMeta[]): CheckMeta {
  const found = metas.find((meta) => meta.id === id);
  if (found !== undefined) return found;
  const meant = nearest(id, metas.map((meta) => meta.id));
  throw new Sentence(`There is no check ${id}${meant.length === 0 ? ': plumbline-audit explain lists them all' : `; did you mean ${meant.join(', ')}`}${meant.length === 0 ? '.' : '?'}`);
}

function explained({ id, title, mode, severity, why, how, mend, sources }: CheckMeta): string {
  return [`${id}: ${title}`, `${severity} (${MEANINGS[severity]}), ${mode}`, '', `Why: ${why}`, '', `How: ${how}`, '', `To mend it: ${mend}`, '', 'Sources:', ...sources.map((source) => `  ${source}`), ''].join('\n');
}

function listed(metas: readonly CheckMeta[]): string {
  const widest = Math.max(0, ...metas.map(({ id }) => id.length));
  const areas = [...new Set(metas.map(({ id }) => areaOf(id)))];
  return areas.map((area) => `${titleOfArea(area)}\n${metas.filter(({ id }) => areaOf(id) === area).map(({ id, severity, title }) => `  ${id.padEnd(widest)}  ${severity}  ${title}\n`).join('')}`).join('\n');
}

/** Pages of checks that are gone are taken away; what people wrote stays. */
function writePages(folder: string, pages: ReadonlyMap<string, string>): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.md') && !pages.has(one))) {
    const file = path.join(folder, name);
    if (readFileSync(file, 'utf8').startsWith(PAGE_MARK)) rmSync(file);
  }
  for (const [name, text] of pages) writeFileSync(path.join(folder, name), text);
}

/** `explain`. @returns exit code. @throws Sentence */
export const explain = (args: readonly string[]): Promise<number> => explainOn(STDOUT, args);

/** As `explain`. @param output in place of the terminal */
export async function explainOn(output: Output, args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args, { pages: { type: 'string' } }, EXPLAIN_USAGE);
  assertCount(positionals, [0, values.pages === undefined ? 1 : 0], EXPLAIN_USAGE);
  const metas = CHECKS.map(({ meta }) => meta);
  const [id] = positionals;
  if (values.pages === undefined) await output.write(id === undefined ? listed(metas) : explained(metaOf(id, metas)));
  else {
    const pages = checkPages(metas);
    writePages(values.pages, pages);
    await output.write(`${pages.size} pages stand in ${values.pages}.\n`);
  }
  return 0;
}
