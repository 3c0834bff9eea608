import type { LogLine } from '../../artifacts/logs.ts';
import { readingCheck } from '../../judge/check.ts';
import { type Finding, verdictOf } from '../../judge/outcome.ts';
import { membersOf, missingOf } from './fields.ts';

/** A banner or a warning of the runtime may slip in. */
const MOST_LOOSE = 0.01;
const MOST_SHOWN = 3;

export const format = readingCheck({
  meta: {
    id: 'logs.format',
    title: 'Each line of the log is one event that a program can read',
    mode: 'passive',
    severity: 'P1',
    why: 'A log that is prose cannot be searched by request, by status or by customer, and a stack over twenty lines becomes twenty events of which none says what happened.',
    how: 'All lines that were written while the audit ran are read: each must be an object as JSON, or pairs as logfmt has them, and tell a time, a level and a message under one of their usual names; a line about a request says enough by its method and status. Up to 1 % may be otherwise.',
    mend: 'Use a structured logger for everything (pino, winston with JSON, zap, structlog), the framework\'s own messages and uncaught errors included, and put stacks into a member.',
    sources: ['The Twelve-Factor App, XI. Logs', 'OWASP Logging Cheat Sheet, "Event attributes"'],
  },
  needs: ['logs'],
  judge: ({ logs: { lines, file } }) => {
    const loose = lines.filter((line) => membersOf(line) === undefined);
    const most = lines.length * MOST_LOOSE;
    const findings: Finding[] = [];
    if (loose.length > most) findings.push({ subject: file, problem: `${loose.length} of ${lines.length} lines are neither JSON nor logfmt: ${shown(loose)}`, file });
    const read = lines.flatMap((line) => {
      const members = membersOf(line);
      return members === undefined ? [] : [{ line, missing: missingOf(members) }];
    });
    for (const member of ['time', 'level', 'message']) {
      const without = read.filter(({ missing }) => missing.includes(member));
      if (without.length > most) findings.push({ subject: file, problem: `${without.length} of ${lines.length} lines tell no ${member}: ${shown(without.map(({ line }) => line))}`, file });
    }
    return verdictOf({ count: lines.length, of: 'lines of the log' }, [{ text: `such as: ${shown(lines)}`, file }], findings);
  },
});

const shown = (lines: readonly LogLine[]): string => lines.slice(0, MOST_SHOWN).map(({ text }) => text.slice(0, 120)).join(' | ');
