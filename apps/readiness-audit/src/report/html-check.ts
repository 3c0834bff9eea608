import type { Evidence, Finding, Source } from '../judge/outcome.ts';
import { escaped, sentenceInHtml } from './escape.ts';
import { type Exchanges, reproductionOf } from './evidence.ts';
import { anchorOf, block } from './html-exchange.ts';
import type { CheckReport } from './report.ts';
import { gistOf, isUnmeasured, MEANINGS, restOf, WORDS } from './wording.ts';

/** Of a check's findings; all of them stand in report.json. */
const MOST_FINDINGS = 100;

/** The colour of an outcome: a broken check is as unmeasured as one that could not be made. */
export function toneOf(check: CheckReport): 'fail' | 'open' | 'pass' | 'none' {
  if (isUnmeasured(check)) return 'open';
  const { outcome } = check.outcome;
  return outcome === 'fail' ? 'fail' : outcome === 'pass' ? 'pass' : 'none';
}

export const badge = (check: CheckReport): string => `<span class="badge ${toneOf(check)}">${WORDS[check.outcome.outcome]}</span><span class="sev" title="${escaped(`${check.severity}: ${MEANINGS[check.severity]}`)}">${check.severity}</span>`;

function place({ exchange, file, line }: Source, exchanges: Exchanges): string {
  const where = file === undefined ? '' : ` <code>${escaped(file)}${line === undefined ? '' : `:${line}`}</code>`;
  if (exchange === undefined) return where;
  return `${where} ${exchanges.has(exchange) ? `<a href="#${anchorOf(exchange)}">${escaped(exchange)}</a>` : `<span class="soft">(${escaped(exchange)})</span>`}`;
}

function findingInHtml(finding: Finding, exchanges: Exchanges): string {
  const command = reproductionOf(finding, exchanges);
  return `<li><b>${escaped(finding.subject)}</b>${sentenceInHtml(restOf(finding))}${place(finding, exchanges)}${command === undefined ? '' : block(`Command that shows it again: ${finding.subject}`, command)}</li>`;
}

const list = (title: string, items: readonly string[]): string => (items.length === 0 ? '' : `<h4>${title}</h4><ul>${items.join('')}</ul>`);

/** Only what a browser would take for an address of the web is a link: a source is anybody's text once a report was handed on. */
const source = (text: string): string => (/^https?:\/\/\S+$/.test(text) ? `<a href="${escaped(text)}" rel="noreferrer noopener">${escaped(text)}</a>` : escaped(text));

/** A check with all that is known of it; open where it needs somebody. */
export function checkInHtml(check: CheckReport, exchanges: Exchanges): string {
  const { meta, outcome, excluded, ms } = check;
  const findings = 'findings' in outcome ? outcome.findings : [];
  const evidence: readonly Evidence[] = 'evidence' in outcome ? outcome.evidence : [];
  const more = findings.length > MOST_FINDINGS ? [`<li>and ${findings.length - MOST_FINDINGS} more in report.json</li>`] : [];
  return [
    `<details class="${toneOf(check)}"${outcome.outcome === 'fail' || isUnmeasured(check) ? ' open' : ''}><summary>${badge(check)}${escaped(meta.title)}<span class="id">${escaped(meta.id)}</span><span class="gist">${sentenceInHtml(gistOf(check))}</span></summary>`,
    `<div class="inside" id="${escaped(meta.id)}">`,
    list('Findings', [...findings.slice(0, MOST_FINDINGS).map((one) => findingInHtml(one, exchanges)), ...more]),
    list('Excluded', excluded.map(({ subject, problem, reason, owner, expires }) => `<li><b>${escaped(subject)}</b>: ${escaped(problem)}. ${escaped(owner)} answers for it until ${escaped(expires)}: ${escaped(reason)}</li>`)),
    list('Seen', evidence.map((one) => `<li>${sentenceInHtml(one.text)}${place(one, exchanges)}</li>`)),
    `<dl><dt>Why it matters</dt><dd>${sentenceInHtml(meta.why)}</dd><dt>How measured</dt><dd>${sentenceInHtml(meta.how)}</dd><dt>How to mend it</dt><dd>${sentenceInHtml(meta.mend)}</dd>`,
    meta.sources.length === 0 ? '' : `<dt>Sources</dt><dd>${meta.sources.map(source).join('<br>')}</dd>`,
    '</dl>',
    `<p class="soft">${escaped(meta.mode)} check${ms === 0 ? '' : `, ${ms} ms of its own sending`}</p>`,
    '</div></details>',
  ].join('');
}
