import { styleText } from 'node:util';
import type { Finding } from '../judge/outcome.ts';
import type { Score } from '../judge/score.ts';
import { plain } from './escape.ts';
import { reproductionOf, type Exchanges } from './evidence.ts';
import type { CheckReport, Report } from './report.ts';
import { bandOf, count, gistOf, isUnmeasured, minuteOf, percent, reasonOf, restOf, spanOf, titleOfArea, valueOf, WORDS, worstFirst } from './wording.ts';

/** How a terminal shows it. */
export interface Terminal {
  /** Columns; 60 at least, as the table of areas needs them. 80 where nobody knows. */
  readonly width: number | undefined;
  readonly isColoured: boolean;
}

type Style = Parameters<typeof styleText>[0];

const MOST_FINDINGS = 5;
/** In characters. */
const MOST_COMMAND = 2_000;
const LEAST_WIDTH = 60;
const USUAL_WIDTH = 80;
const WIDEST = 120;

class TerminalReport {
  readonly #report: Report;
  readonly #exchanges: Exchanges;
  readonly #width: number;
  readonly #colour: boolean;

  constructor(report: Report, exchanges: Exchanges, { width = USUAL_WIDTH, isColoured }: Terminal) {
    this.#report = report;
    this.#exchanges = exchanges;
    this.#width = Math.min(Math.max(width, LEAST_WIDTH), WIDEST);
    this.#colour = isColoured;
  }

  lines(): readonly string[] {
    const { checks } = this.#report;
    const failed = worstFirst(checks.filter(({ outcome }) => outcome.outcome === 'fail'));
    const unmeasured = worstFirst(checks.filter(isUnmeasured));
    return [
      ...this.#head(),
      ...this.#section('Failed, P0', failed.filter(({ severity }) => severity === 'P0'), 'red'),
      ...this.#section('Not measured, P0', unmeasured.filter(({ severity }) => severity === 'P0'), 'yellow'),
      ...this.#section('Failed, P1 and P2', failed.filter(({ severity }) => severity !== 'P0'), 'red'),
      ...this.#section('Not measured, P1 and P2', unmeasured.filter(({ severity }) => severity !== 'P0'), 'yellow'),
      ...this.#excluded(),
      ...this.#areas(),
      ...this.#metrics(),
    ];
  }

  #head(): readonly string[] {
    const { judgement, target, tool, requests, ended } = this.#report;
    const { score, verdict } = judgement;
    const style = judgement.exitCode === 0 ? 'green' : judgement.exitCode === 1 ? 'red' : 'yellow';
    return [
      this.#fit(`${target.name} (${target.baseUrl})`, '', 'bold'),
      this.#fit(`${tool.name} ${tool.version}, ${minuteOf(this.#report.startedAt)}, ${spanOf(this.#report)}, ${count(requests, 'request')}`, '', 'dim'),
      '',
      `${this.#styled(['bold', style], verdict)}  ready ${bandOf(score)}, measured ${percent(score.coverage)}`,
      this.#bar(score, this.#width),
      ...this.#wrapped(reasonOf(this.#report), ''),
      ...(ended === undefined ? [] : this.#wrapped(`The run ended early: ${ended}`, '', 'yellow')),
    ];
  }

  #section(title: string, checks: readonly CheckReport[], style: 'red' | 'yellow'): readonly string[] {
    if (checks.length === 0) return [];
    return ['', this.#styled(['bold', style], `${title} (${checks.length})`), ...checks.flatMap((check) => this.#check(check))];
  }

  #check(check: CheckReport): readonly string[] {
    const { meta, severity, outcome } = check;
    const told = outcome.outcome === 'fail' ? this.#findings(outcome.findings) : this.#wrapped(`${WORDS[outcome.outcome]}: ${gistOf(check)}`, '     ');
    return [this.#fit(`${severity} ${meta.id}  ${meta.title}`, ' ', 'bold'), ...told];
  }

  #findings(findings: readonly Finding[]): readonly string[] {
    const shown = findings.slice(0, MOST_FINDINGS).flatMap((finding) => {
      const { subject, file, line, exchange } = finding;
      const place = file === undefined ? exchange : line === undefined ? file : `${file}:${line}`;
      // A command is for copying: it is neither wrapped nor cut. One that nobody reads stands in the other forms.
      const command = reproductionOf(finding, this.#exchanges);
      const isShown = command !== undefined && command.length <= MOST_COMMAND;
      return [...this.#wrapped(`${subject}${restOf(finding)}${place === undefined ? '' : ` [${place}]`}`, '     '), ...(isShown ? [this.#styled('dim', `       ${plain(command)}`)] : [])];
    });
    return findings.length > MOST_FINDINGS ? [...shown, this.#styled('dim', `     and ${findings.length - MOST_FINDINGS} more`)] : shown;
  }

  #excluded(): readonly string[] {
    const all = this.#report.checks.flatMap(({ meta, excluded }) => excluded.map((one) => ({ ...one, id: meta.id })));
    if (all.length === 0) return [];
    return ['', this.#styled('bold', `Excluded, and counted as mended (${all.length})`), ...all.flatMap(({ id, subject, problem, reason, owner, expires }) => this.#wrapped(`${id}, ${subject}: ${problem}. ${owner} answers for it until ${expires}: ${reason}`, '  '))];
  }

  #areas(): readonly string[] {
    const rows = this.#report.areas.map(({ area, score }) => {
      const own = this.#report.checks.filter(({ meta }) => meta.id.startsWith(`${area}.`));
      const number = (wanted: (check: CheckReport) => boolean): string => String(own.filter(wanted).length).padStart(4);
      const counts = `${number(({ outcome }) => outcome.outcome === 'pass')}${number(({ outcome }) => outcome.outcome === 'fail')}${number(isUnmeasured)}`;
      return `${titleOfArea(area).slice(0, 14).padEnd(14)} ${this.#bar(score, Math.max(this.#width - 48, 6))} ${counts}  ${bandOf(score)}`;
    });
    return rows.length === 0 ? [] : ['', this.#styled('bold', 'Areas (passed, failed, not measured; from floor to ceiling)'), ...rows];
  }

  #metrics(): readonly string[] {
    const { metrics } = this.#report;
    if (metrics.length === 0) return [];
    const widest = Math.min(Math.max(...metrics.map(({ title }) => title.length)), 34);
    return ['', this.#styled('bold', 'Metrics'), ...metrics.flatMap((metric) => this.#wrapped(`${metric.title.padEnd(widest)}  ${valueOf(metric)}${metric.value === null ? `: ${metric.how}` : ''}`, '', undefined, ' '.repeat(widest + 2)))];
  }

  /** Passed, unmeasured, failed. */
  #bar({ floor, ceiling }: Pick<Score, 'floor' | 'ceiling'>, width: number): string {
    if (floor === null || ceiling === null) return this.#styled('dim', '·'.repeat(width));
    const passed = Math.floor(floor * width);
    const open = Math.floor(ceiling * width) - passed;
    return this.#styled('green', '█'.repeat(passed)) + this.#styled('yellow', '▒'.repeat(open)) + this.#styled('red', '░'.repeat(width - passed - open));
  }

  #styled(style: Style, text: string): string {
    return this.#colour && text !== '' ? styleText(style, text, { validateStream: false }) : text;
  }

  /** One line, cut where the terminal ends. */
  #fit(text: string, indent: string, style: Style): string {
    const line = plain(text);
    const room = this.#width - indent.length;
    return indent + this.#styled(style, line.length > room ? `${line.slice(0, room - 1)}…` : line);
  }

  /** Whole words on as many lines as it takes. @param hanging indent of all lines but the first */
  #wrapped(text: string, indent: string, style?: Style, hanging = `${indent}  `): readonly string[] {
    const lines: string[] = [];
    let line = '';
    // Spaces side by side hold columns apart, and are kept.
    for (const word of text.replace(/[^\S ]+/g, ' ').split(/(?<=\S) (?=\S)/)) {
      const room = this.#width - (lines.length === 0 ? indent : hanging).length;
      if (line !== '' && line.length + 1 + word.length > room) {
        lines.push(line);
        line = word;
      } else line = line === '' ? word : `${line} ${word}`;
    }
    const clean = (part: string): string => part.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '\u{FFFD}');
    return [...lines, line].map((part, place) => (place === 0 ? indent : hanging) + (style === undefined ? clean(part) : this.#styled(style, clean(part))));
  }
}

/** A report for a terminal: the verdict, what failed, what could not be measured, then areas and metrics. What passed is counted. */
export function terminalOf(report: Report, terminal: Terminal, exchanges: Exchanges = new Map()): string {
  return `${new TerminalReport(report, exchanges, terminal).lines().join('\n')}\n`;
}
