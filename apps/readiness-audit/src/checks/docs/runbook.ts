import { readingCheck } from '../../judge/check.ts';
import { type Finding, notApplicable, notAvailable, verdictOf } from '../../judge/outcome.ts';
import { type Rule, rulesIn } from '../observability/rules.ts';
import { anchorsOf, type Command, commandsIn, type Page, pageAt, pagesOf, slugOf } from './runbooks.ts';

/** Where an alert's runbook is. */
interface Found {
  readonly page?: Page;
  readonly problem?: string;
  /** It is elsewhere: nobody can say from here. */
  readonly isElsewhere?: true;
}

export const runbook = readingCheck({
  meta: {
    id: 'docs.runbook',
    title: 'Each alert has a runbook, and what it tells to run exists',
    mode: 'passive',
    severity: 'P1',
    why: 'Whoever is woken at three has the alert, the runbook and little else: a link that leads nowhere or a command that was renamed costs the minutes that matter.',
    how: 'Each alert of the repository\'s rule files must lead to a page of the repository, by an annotation (`runbook_url`, `runbook`), or to a page or heading of its own name; an anchor must exist on it. In these pages and all others that are called runbook or playbook, each `npm run`, `make` and script of the repository must exist. Runbooks on other sites are not looked at; where all are, it is not available. A repository with neither alerts nor runbooks has nothing to compare: not applicable.',
    mend: 'Write a page for each alert: what it means, how to see whether it is so, what to do, whom to call. Keep it beside the code, and let this check find what has moved.',
    sources: ['Google SRE Book, chapter 11, "Being On-Call"', 'Google SRE Workbook, chapter 8', 'Prometheus documentation, "Alerting"'],
  },
  needs: ['repository'],
  judge: ({ repository: { texts, files } }) => {
    const pages = pagesOf(texts);
    const alerts = rulesIn(texts).filter(({ alert }) => alert !== undefined).map((rule) => ({ rule, found: runbookOf(rule, pages) }));
    const books = [...new Set([...pages.filter(({ file }) => /run-?books?|playbooks?/i.test(file)), ...alerts.flatMap(({ found: { page } }) => (page === undefined ? [] : [page]))])];
    if (alerts.length === 0 && books.length === 0) return notApplicable(`Among ${files.length} files there is neither an alert nor a runbook.`);
    const commands = books.flatMap((page) => commandsIn(page.text).map((command) => ({ page, command })));
    const known = alerts.filter(({ found }) => found.isElsewhere === undefined);
    if (known.length === 0 && books.length === 0) return notAvailable(`The runbooks of all ${alerts.length} alerts are on other sites: put a copy into the repository.`);
    const findings: readonly Finding[] = [
      ...known.flatMap(({ rule, found: { problem } }) => (problem === undefined ? [] : [{ subject: rule.alert ?? '', problem, file: rule.file, line: rule.line }])),
      ...commands.filter(({ command }) => !exists(command, texts, files)).map(({ page, command: { text, line, needs: { kind, name } } }) => ({ subject: page.file, problem: `tells to run \`${text.slice(0, 100)}\`, and there is no ${kind} ${name}`, file: page.file, line })),
    ];
    const evidence = [{ text: `${known.length} of ${alerts.length} alerts have their runbook here; ${books.length} pages tell ${commands.length} commands` }, ...books.slice(0, 4).map(({ file }) => ({ text: file, file }))];
    return verdictOf({ count: known.length + books.length, of: 'alerts and runbooks' }, evidence, findings);
  },
});

function runbookOf({ alert = '', annotations }: Rule, pages: readonly Page[]): Found {
  const link = Object.entries(annotations).find(([name]) => /run_?-?book|playbook/i.test(name))?.[1];
  if (link === undefined) return byName(alert, pages);
  const page = pageAt(link, pages);
  if (page === undefined) return /^https?:/.test(link) ? { isElsewhere: true } : { problem: `its runbook ${link} is not there` };
  const anchor = link.split('#')[1];
  return anchor === undefined || anchor === '' || anchorsOf(page.text).has(anchor.toLowerCase()) ? { page } : { page, problem: `${page.file} has no heading for #${anchor}` };
}

/** `ManyErrors` may be the heading "Many errors" or the page many-errors.md. */
function byName(alert: string, pages: readonly Page[]): Found {
  const bare = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const page = pages.find(({ file, text }) => bare(file.split('/').at(-1)?.replace(/\.\w+$/, '') ?? '') === bare(alert) || [...anchorsOf(text)].some((anchor) => bare(anchor) === bare(slugOf(alert))));
  return page === undefined ? { problem: 'no page and no heading bears its name, and it has no annotation that leads to a runbook' } : { page };
}

function exists({ needs: { kind, name } }: Command, texts: Readonly<Record<string, string>>, files: readonly string[]): boolean {
  if (kind === 'file') return files.some((file) => file === name || file.endsWith(`/${name}`));
  if (kind === 'goal') return Object.entries(texts).some(([file, text]) => /(^|\/)(GNU)?makefile$/i.test(file) && new RegExp(`^${name.replaceAll(/[^\w-]/g, '\\$&')}\\s*:`, 'm').test(text));
  return Object.entries(texts).some(([file, text]) => /(^|\/)package\.json$/.test(file) && scriptsOf(text).includes(name));
}

function scriptsOf(text: string): readonly string[] {
  try {
    return Object.keys((JSON.parse(text) as { readonly scripts?: Readonly<Record<string, string>> }).scripts ?? {});
  } catch {
    return [];
  }
}
