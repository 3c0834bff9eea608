import { readingCheck } from '../../judge/check.ts';
import { notAvailable, verdictOf } from '../../judge/outcome.ts';
import { anchorsOf, type Page, pagesOf } from './runbooks.ts';

const NAME = /escalat|on-?call|incident-(response|management|process)|who-to-call/i;
const TIME = /\b\d+\s*(?:-\s*|to\s+\d+\s*)?(?:min(?:ute)?s?|h(?:ours?|rs?)?|seconds?|business days?|days?)\b|\bimmediately\b|\bat once\b/i;
const REACH = /[\w.+-]+@[\w-]+\.\w+|\+\d[\d\s().-]{7,}|\b(?:PagerDuty|Opsgenie|VictorOps|Splunk On-Call|Grafana OnCall|xMatters|Slack|Teams|Mattermost|Matrix|Signal)\b|(?:^|\s)#[a-z][\w-]{2,}\b|\b(?:phone|telephone|pager|paged|page|call(?:ed)?|sms|hotline)\b/i;
const WHO = /\b(?:on-?call|lead|manager|head of|CTO|director|engineer|owner|responder|commander|team|support|vendor|provider|security officer|DPO)\b/gi;

export const escalation = readingCheck({
  meta: {
    id: 'docs.escalation',
    title: 'It is written down who is called, how and when',
    mode: 'passive',
    severity: 'P1',
    why: 'In an incident that outgrows whoever has it, the minutes spent on finding out whom to wake are minutes in which customers wait; and who was never named is never called.',
    how: 'The documents of the repository are searched for a page or a heading about escalation, on-call or incidents. It must name at least two to be called, one behind the other, a way to reach them (a number, an address, a channel, a pager) and a time after which the next is called. Where the repository holds no document at all, it is not available; where none of its documents is about it, it fails.',
    mend: 'Write docs/escalation.md: for each stage who is called, how, and after how long; with names of roles rather than of people, and the place where the rota is.',
    sources: ['Google SRE Book, chapters 11 and 14', 'NIST SP 800-61 Rev. 2, section 2.4'],
  },
  needs: ['repository'],
  judge: ({ repository: { texts, files } }) => {
    const pages = pagesOf(texts);
    if (pages.length === 0) return notAvailable(`Among ${files.length} files there is no document: if it is written down elsewhere, put a copy into the repository.`);
    const about = pages.flatMap(partsAbout);
    if (about.length === 0) return verdictOf({ count: pages.length, of: 'documents' }, [], [{ subject: 'documents', problem: `none of ${pages.length} is about escalation, on-call or incidents` }]);
    const judged = about.map((page) => ({ page, missing: missingOf(page.text) })).sort((one, other) => one.missing.length - other.missing.length);
    const [best] = judged;
    const findings = (best?.missing ?? []).map((what) => ({ subject: best?.page.file ?? '', problem: `does not say ${what}`, file: best?.page.file ?? '' }));
    return verdictOf({ count: pages.length, of: 'documents' }, [{ text: `${best?.page.file ?? ''} is about it`, file: best?.page.file ?? '' }], findings);
  },
});

/** A page of that name, or what stands below a heading of that name. */
function partsAbout({ file, text }: Page): readonly Page[] {
  if (NAME.test(file)) return [{ file, text }];
  if (![...anchorsOf(text)].some((anchor) => NAME.test(anchor))) return [];
  const parts = text.split(/^(?=#{1,6}\s)/m);
  return parts.flatMap((part, place) => {
    const [, signs = '', heading = ''] = /^(#{1,6})\s+(.+)/.exec(part) ?? [];
    if (!NAME.test(heading.replaceAll(' ', '-'))) return [];
    // With the headings below it.
    const end = parts.findIndex((other, later) => later > place && (/^(#{1,6})\s/.exec(other)?.[1]?.length ?? 7) <= signs.length);
    return [{ file, text: parts.slice(place, end === -1 ? undefined : end).join('') }];
  });
}

function missingOf(text: string): readonly string[] {
  const who = new Set([...text.matchAll(WHO)].map(([name]) => name.toLowerCase()));
  return [...(who.size >= 2 ? [] : ['who is called, and who behind them']), ...(REACH.test(text) ? [] : ['how they are reached']), ...(TIME.test(text) ? [] : ['after how long the next is called'])];
}
