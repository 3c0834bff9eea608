import path from 'node:path';
import { plain } from '../report/escape.ts';
import { citedIn, EXCHANGES_FILE, type Exchanges, readExchanges } from '../report/evidence.ts';
import { exchangeText } from '../report/exchange-text.ts';
import { htmlOf } from '../report/html.ts';
import { jsonOf } from '../report/json.ts';
import { junitOf } from '../report/junit.ts';
import { prometheusOf } from '../report/prometheus.ts';
import { folderOfReport, readReport } from '../report/read-report.ts';
import type { Report } from '../report/report.ts';
import { sarifOf } from '../report/sarif.ts';
import { terminalOf } from '../report/terminal.ts';
import { argumentsOf, assertCount } from './arguments.ts';
import { deliver, type Output, STDOUT } from './output.ts';
import { Sentence } from './sentence.ts';

export const SHOW_USAGE = `Usage: plumbline-audit show REPORT [--html | --sarif | --junit | --prometheus | --json | --exchange ID] [--out FILE]

Shows a report of an earlier run; REPORT is its report.json or the folder in which that lies.
  --html         one page that needs nothing else
  --sarif        SARIF 2.1.0, for code scanning
  --junit        JUnit XML, for CI
  --prometheus   text format of Prometheus, for a textfile collector
  --json         the report itself
  --exchange ID  what was sent and what came, of an exchange that the report names: x127
  --out FILE     into a file, in place of the terminal`;

const FORMS = {
  html: htmlOf,
  sarif: sarifOf,
  junit: junitOf,
  prometheus: (report) => prometheusOf(report),
  json: (report) => jsonOf(report),
} as const satisfies Record<string, (report: Report, exchanges: Exchanges) => string>;
const NAMES = Object.keys(FORMS) as readonly (keyof typeof FORMS)[];

/** `show REPORT`. @returns exit code. @throws Sentence */
export const show = (args: readonly string[]): Promise<number> => showOn(STDOUT, args);

/** As `show`. @param output in place of the terminal */
export async function showOn(output: Output, args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args, { html: { type: 'boolean' }, sarif: { type: 'boolean' }, junit: { type: 'boolean' }, prometheus: { type: 'boolean' }, json: { type: 'boolean' }, exchange: { type: 'string' }, out: { type: 'string' } }, SHOW_USAGE);
  assertCount(positionals, [1, 1], SHOW_USAGE);
  const wanted = NAMES.filter((name) => values[name] === true);
  const asked = [...wanted, ...(values.exchange === undefined ? [] : ['exchange'])];
  if (asked.length > 1) throw new Sentence(`--${asked.join(' and --')} cannot be shown at once: choose one.`);
  const [place = ''] = positionals;
  if (values.exchange !== undefined) {
    await deliver(await exchangeIn(folderOfReport(place), values.exchange), values.out, output);
    return 0;
  }
  const report = readReport(place);
  const exchanges = await readExchanges(folderOfReport(place), citedIn(report));
  const [form] = wanted;
  const text = form === undefined ? terminalOf(report, values.out === undefined ? output : { width: 100, isColoured: false }, exchanges) : FORMS[form](report, exchanges);
  await deliver(text, values.out, output);
  return 0;
}

/** @throws Sentence when there is none of that id */
async function exchangeIn(folder: string, id: string): Promise<string> {
  const found = (await readExchanges(folder, new Set([id]))).get(id);
  if (found === undefined) throw new Sentence(`There is no exchange ${plain(id)} in ${path.join(folder, EXCHANGES_FILE)}.`);
  return exchangeText(found);
}
