import { createHash } from 'node:crypto';
import { escaped, sentenceInHtml } from './escape.ts';
import type { Exchanges } from './evidence.ts';
import { areaGraph, latencyGraph, scoreGraph } from './graphs.ts';
import { badge, checkInHtml, toneOf } from './html-check.ts';
import { exchangeInHtml } from './html-exchange.ts';
import { STYLE } from './html-style.ts';
import type { CheckReport, Report } from './report.ts';
import { bandOf, count, gistOf, isUnmeasured, minuteOf, percent, reasonOf, restOf, spanOf, titleOfArea, valueOf, worstFirst } from './wording.ts';

/** The page carries its style and nothing else: no script, no picture, no address is loaded, even where something slipped through. CSP Level 3. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;

function number(tone: string, checks: readonly CheckReport[], of: string): string {
  const worst = checks.filter(({ severity }) => severity === 'P0').length;
  return `<li class="${tone}"><b class="${tone}-ink">${checks.length}</b>${of}<span class="soft">${worst === 0 ? '' : `, ${worst} of them P0`}</span></li>`;
}

/** Failed, not measured, passed, not applicable: what is not known stands as large as what is wrong. */
function numbers(checks: readonly CheckReport[]): string {
  const having = (tone: string): readonly CheckReport[] => checks.filter((check) => toneOf(check) === tone);
  return `<ul class="numbers">${number('fail', having('fail'), 'failed')}${number('open', having('open'), 'not measured')}${number('pass', having('pass'), 'passed')}${number('none', having('none'), 'not applicable')}</ul>`;
}

function head(report: Report): string {
  const { target, tool, judgement: { verdict, score, exitCode }, requests, ended, gate } = report;
  const tone = exitCode === 0 ? 'pass' : exitCode === 1 ? 'fail' : 'open';
  return [
    `<header><h1>Readiness of ${escaped(target.name)}</h1>`,
    `<p class="soft">${escaped(target.baseUrl)} · ${escaped(minuteOf(report.startedAt))} · ${escaped(spanOf(report))} · ${count(requests, 'request')} · ${escaped(`${tool.name} ${tool.version}`)}</p>`,
    `<p class="verdict"><strong class="${tone}-ink">${verdict}</strong><span>${escaped(bandOf(score))}</span></p>`,
    `<p>${escaped(reasonOf(report))} ${escaped(percent(score.coverage))} of what applies was measured${gate.floor === 0 ? '' : `; the gate stands at ${escaped(percent(gate.floor))}`}.</p>`,
    ended === undefined ? '' : `<p class="fail-ink"><b>The run ended early:</b> ${escaped(ended)}</p>`,
    scoreGraph(report),
    legend('legend'),
    numbers(report.checks),
    '</header>',
  ].join('\n');
}

/** @param id tells the hatching of one legend from that of another */
function legend(id: string): string {
  const box = (content: string): string => `<svg viewBox="0 0 16 9" aria-hidden="true">${content}</svg>`;
  const whole = (name: string, more = ''): string => `<rect class="${name}" width="16" height="9"${more}/>`;
  const pattern = `<defs><pattern id="hatch-${id}" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="g-stroke" x1="0" y1="0" x2="0" y2="4"/></pattern></defs>`;
  return `<ul class="legend"><li>${box(whole('g-pass'))}passed: the floor</li><li>${box(`${pattern}${whole('g-open')}${whole('g-hatch', ` fill="url(#hatch-${id})"`)}`)}not measured: up to the ceiling</li><li>${box(whole('g-fail'))}failed</li></ul>`;
}

/** What somebody must look at before anything else. */
function first({ checks }: Report): string {
  const urgent = checks.filter(({ severity }) => severity === 'P0').filter((check) => toneOf(check) === 'fail' || isUnmeasured(check));
  if (urgent.length === 0) return '<h2>P0</h2><p>Every P0 check that applies was measured and passed.</p>';
  const item = (check: CheckReport): string => {
    const { meta, outcome } = check;
    const [finding] = outcome.outcome === 'fail' ? outcome.findings : [];
    const more = outcome.outcome === 'fail' && outcome.findings.length > 1 ? ` (and ${outcome.findings.length - 1} more)` : '';
    return `<li class="${toneOf(check)}"><span>${badge(check)}</span><a href="#${escaped(meta.id)}">${escaped(meta.title)}</a><p>${sentenceInHtml(finding === undefined ? gistOf(check) : `${finding.subject}${restOf(finding)}`)}${more}</p></li>`;
  };
  const sorted = [...urgent.filter((check) => toneOf(check) === 'fail'), ...urgent.filter(isUnmeasured)];
  return `<h2>P0: failed or not measured</h2><ul class="first">${sorted.map(item).join('\n')}</ul>`;
}

function metrics({ metrics: all }: Report): string {
  if (all.length === 0) return '';
  const rows = all.map((metric) => `<tr><th scope="row">${escaped(metric.title)}</th><td class="value${metric.value === null ? ' open-ink' : ''}">${escaped(valueOf(metric))}</td><td>${escaped(metric.how)}</td></tr>`);
  return `<h2 id="metrics">Metrics</h2><div class="scroll" tabindex="0" role="region" aria-label="Metrics"><table><thead><tr><th scope="col">Metric</th><th scope="col">Value</th><th scope="col">How</th></tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`;
}

function area({ area: name, score }: Report['areas'][number], checks: readonly CheckReport[], exchanges: Exchanges): string {
  const own = worstFirst(checks.filter(({ meta }) => meta.id.startsWith(`${name}.`)));
  return `<h3 id="area-${escaped(name)}"><span>${escaped(titleOfArea(name))}</span><span class="soft">${escaped(score.floor === null ? 'does not apply' : bandOf(score))}</span></h3>\n${own.map((check) => checkInHtml(check, exchanges)).join('\n')}`;
}

function footer({ evidence }: Report): string {
  const files = Object.entries(evidence).map(([file, hash]) => `<li><code>${escaped(file)}</code> <code class="soft">${escaped(hash)}</code></li>`);
  return `<footer><div class="sign"><p>Name, role</p><p>Date</p></div><p class="soft">Secrets are masked; in commands they stand as variables such as <code>$TOKEN_OF_ADMIN</code>. ${files.length === 0 ? '' : 'It was judged from these files (SHA-256):'}</p>${files.length === 0 ? '' : `<ul class="soft">${files.join('')}</ul>`}</footer>`;
}

/**
 * A report as one HTML page that needs nothing else, not even script.
 * @param exchanges those that the report names: what is not among them is named, but cannot be looked up
 */
export function htmlOf(report: Report, exchanges: Exchanges = new Map()): string {
  const latencies = latencyGraph(report);
  const known = [...exchanges.values()];
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY.replaceAll('"', '&quot;')}">`,
    '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">',
    `<title>${escaped(`${report.judgement.verdict}: readiness of ${report.target.name}`)}</title>`,
    `<style>${STYLE}</style></head><body>`,
    '<a class="skip" href="#content">To the content</a>',
    head(report),
    '<main id="content">',
    first(report),
    '<h2 id="areas">Areas</h2>',
    areaGraph(report),
    latencies === '' ? '' : `<h2 id="latencies">Answer times</h2><div class="scroll" tabindex="0" role="region" aria-label="Answer times">${latencies}</div>`,
    metrics(report),
    '<h2 id="checks">All checks</h2>',
    ...report.areas.map((one) => area(one, report.checks, exchanges)),
    known.length === 0 ? '' : `<section id="exchanges"><h2>Exchanges</h2>\n${known.map(exchangeInHtml).join('\n')}</section>`,
    '</main>',
    footer(report),
    '</body></html>',
    '',
  ].join('\n');
}
