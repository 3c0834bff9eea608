import { howItEnded, type Ran, runCommand } from '../../gather/command.ts';
import type { Lab } from '../../gather/lab.ts';
import { Unavailable } from '../../gather/unavailable.ts';
import { probingCheck } from '../../judge/check.ts';
import { type Evidence, type Finding, notAvailable, verdictOf } from '../../judge/outcome.ts';

/** How plans say that they read everything: MongoDB, PostgreSQL, MySQL, SQL Server, Oracle, SQLite. */
const SCANS: readonly RegExp[] = [/\bCOLLSCAN\b/, /\bSeq Scan(?: on \S+)?/, /"access_type":\s*"ALL"/, /\bTable scan on \S+/i, /\|\s*ALL\s*\|/, /\bClustered Index Scan\b/i, /\bTABLE ACCESS (?:STORAGE )?FULL\b/, /\bSCAN (?:TABLE )?["\w]+(?!.*\bUSING\b)/];
/** How they say that they do not. */
const SEEKS: readonly RegExp[] = [/\b(?:IXSCAN|IDHACK|EXPRESS_\w+|COUNT_SCAN|DISTINCT_SCAN)\b/, /\bIndex (?:Only )?Scan\b/, /"access_type":\s*"(?:system|const|eq_ref|ref|ref_or_null|range|index_merge)"/, /\bindex (?:lookup|range scan) on\b/i, /\|\s*(?:system|const|eq_ref|ref|range|index_merge)\s*\|/, /\bIndex Seek\b/i, /\bINDEX (?:RANGE|UNIQUE|SKIP|FAST FULL) SCAN\b/, /\bSEARCH .*\bUSING\b/, /\bSCAN .*\bUSING (?:COVERING )?INDEX\b/];

/** Most of the time goes into starting the client that asks. */
const AT_ONCE = 2;

interface Planned {
  readonly name: string;
  /** Its command's end, or why it could not be run. */
  readonly ran: Ran | { readonly cannot: string };
}

/** The words in which a plan says one of these. */
function saidBy(plan: string, patterns: readonly RegExp[]): string | undefined {
  return patterns.map((pattern) => pattern.exec(plan)?.[0]).find((words) => words !== undefined);
}

async function explained(lab: Lab, command: string): Promise<Planned['ran']> {
  try {
    return await runCommand(lab, command);
  } catch (error) {
    if (error instanceof Unavailable) return { cannot: error.message };
    throw error;
  }
}

export const index = probingCheck({
  meta: {
    id: 'data.index',
    title: 'No hot query reads everything',
    mode: 'active',
    severity: 'P1',
    why: 'A query without an index is fast on the developer\'s ten rows, and takes the database down with the thousandth customer.',
    how: 'Each command of `hotQueries` in the target file prints the plan of a query (`EXPLAIN`). A plan that names a scan of a whole table or collection fails: COLLSCAN, Seq Scan, access type ALL and their like.',
    mend: 'Add an index for each query that is asked all the time, and name the query beside it.',
    sources: ['https://www.mongodb.com/docs/manual/reference/explain-results/', 'https://www.postgresql.org/docs/current/using-explain.html', 'https://www.sqlite.org/eqp.html'],
  },
  needs: [],
  probe: async (lab): Promise<readonly Planned[]> => {
    const queries = Object.entries(lab.target.hotQueries ?? {});
    if (queries.length === 0) throw new Unavailable('The target file tells no `hotQueries`: add commands that print the plans of queries that are asked all the time, by name.');
    const planned = new Map<string, Planned>();
    const work = async (): Promise<void> => {
      for (let next = queries.shift(); next !== undefined; next = queries.shift()) planned.set(next[0], { name: next[0], ran: await explained(lab, next[1]) });
    };
    const names = queries.map(([name]) => name);
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return names.flatMap((name) => planned.get(name) ?? []);
  },
  judge: (_, planned) => {
    const [findings, evidence, unread]: [Finding[], Evidence[], string[]] = [[], [], []];
    for (const { name, ran } of planned) {
      if ('cannot' in ran) {
        unread.push(ran.cannot);
        continue;
      }
      const scan = saidBy(ran.output, SCANS);
      const seek = saidBy(ran.output, SEEKS);
      if (ran.code !== 0) unread.push(`\`${ran.command}\` ${howItEnded(ran)}`);
      else if (scan !== undefined) findings.push({ subject: name, problem: `its plan says ${scan}`, reproduce: ran.command });
      else if (seek === undefined) unread.push(`\`${ran.command}\` prints a plan in no form that is known`);
      else evidence.push({ text: `${name}: its plan says ${seek}` });
    }
    if (findings.length + evidence.length === 0) return notAvailable(unread.join('; '));
    return verdictOf({ count: findings.length + evidence.length, of: 'hot queries' }, [...evidence, ...unread.map((text) => ({ text: `not measured: ${text}` }))], findings);
  },
});
