import type { CheckMeta } from '../judge/check.ts';
import { areaOf, MEANINGS, titleOfArea } from './wording.ts';

/** Stands at the top of each page that was made, so that those of checks that are gone can be told from what people wrote. */
export const PAGE_MARK = '<!-- Made by `plumbline-audit explain --pages`: change the check, not the page. -->';

const MODES = { passive: 'passive: it reads what is there', active: 'active: it sends requests, also broken ones', fault: 'fault: it breaks what the service stands on' } as const;

function page({ id, title, mode, severity, why, how, mend, sources }: CheckMeta): string {
  const told = sources.map((source) => `- ${/^https?:\/\/\S+$/.test(source) ? `<${source}>` : source}`);
  return [PAGE_MARK, '', `# ${title}`, '', `\`${id}\` · ${severity} (${MEANINGS[severity]}) · ${MODES[mode]}`, '', '## Why it matters', '', why, '', '## How it is measured', '', how, '', '## How to mend it', '', mend, '', '## Sources', '', ...told, '', '[All checks](README.md)', ''].join('\n');
}

function index(metas: readonly CheckMeta[]): string {
  const areas = [...new Set(metas.map(({ id }) => areaOf(id)))];
  const sections = areas.flatMap((area) => {
    const rows = metas.filter(({ id }) => areaOf(id) === area).map(({ id, title, severity, mode }) => `| [${id}](${id}.md) | ${title.replaceAll('|', '\\|')} | ${severity} | ${mode} |`);
    return [`## ${titleOfArea(area)}`, '', '| check | what it asks | severity | mode |', '|---|---|---|---|', ...rows, ''];
  });
  return [PAGE_MARK, '', '# Checks', '', ...sections].join('\n');
}

/** A page in Markdown for each check, and one that lists them by area. @returns contents by file name, in order */
export const checkPages = (metas: readonly CheckMeta[]): ReadonlyMap<string, string> => new Map([['README.md', index(metas)], ...metas.map((meta) => [`${meta.id}.md`, page(meta)] as const)]);
