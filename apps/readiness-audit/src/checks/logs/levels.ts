import { readingCheck } from '../../judge/check.ts';
import { type Finding, notAvailable, verdictOf } from '../../judge/outcome.ts';
import { levelOf, membersOf, statusOf } from './fields.ts';

const WARNING = 40;
const ERROR = 50;

export const levels = readingCheck({
  meta: {
    id: 'logs.levels',
    title: 'Errors are logged as errors, and nothing else is',
    mode: 'passive',
    severity: 'P2',
    why: 'Whoever is woken by a stranger\'s mistyped password soon sleeps through a broken database.',
    how: 'Lines that tell a level and the status of an answer are read: a status below 500 must not stand at error or above, one from 500 on must stand at warning or above. The audit provokes plenty of the first, among them requests for paths that cannot exist. Where no line tells both, or none of a refusal, it is not available.',
    mend: 'Log refusals (4xx) as information or warnings and what is the service\'s own fault (5xx) as errors, in one place: where the answer is made.',
    sources: ['RFC 5424 section 6.2.1', 'RFC 9110 section 15', 'Google SRE Book, chapter 6'],
  },
  needs: ['logs', 'surface'],
  judge: ({ logs: { lines, file } }) => {
    const told = lines.flatMap((line) => {
      const members = membersOf(line) ?? {};
      const [level, status] = [levelOf(members), statusOf(members)];
      return level === undefined || status === undefined ? [] : [{ level, status, text: line.text.slice(0, 160) }];
    });
    if (!told.some(({ status }) => status >= 400)) return notAvailable(told.length === 0 ? `Of ${lines.length} lines none tells both a level and a status.` : `None of the ${told.length} lines with a level and a status is about a refusal or an error.`);
    const wrong = [
      { these: told.filter(({ level, status }) => status < 500 && level >= ERROR), as: 'answers below 500 are logged as errors' },
      { these: told.filter(({ level, status }) => status >= 500 && level < WARNING), as: 'answers from 500 on are logged as if all were well' },
    ];
    const findings = wrong.flatMap(({ these, as }): readonly Finding[] => (these[0] === undefined ? [] : [{ subject: file, problem: `${these.length} ${as}: ${these[0].text}`, file }]));
    const counted = (least: number, most: number): number => told.filter(({ status }) => status >= least && status <= most).length;
    return verdictOf({ count: told.length, of: 'lines with a level and a status' }, [{ text: `${counted(100, 399)} good answers, ${counted(400, 499)} refusals and ${counted(500, 599)} errors were logged`, file }], findings);
  },
});
