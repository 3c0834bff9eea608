import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Lab } from '../../gather/lab.ts';
import { type ProgramRun, runProgram } from '../../gather/program.ts';
import { Unavailable } from '../../gather/unavailable.ts';
import { probingCheck } from '../../judge/check.ts';
import { type Finding, notAvailable, verdictOf } from '../../judge/outcome.ts';

interface Start {
  readonly variable: string;
  /** `unset`, or what was wrong with its value. */
  readonly change: string;
  readonly run: ProgramRun;
}

interface Own {
  readonly starts: readonly Start[];
  /** The start as the target file has it; only where it is needed to know what an end means. */
  readonly control?: ProgramRun;
  /** What there was no time for, and what could not be tried. */
  readonly left: readonly string[];
  readonly seconds: number;
}

const USUAL_SECONDS = 30;
/** For all starts together; a service that runs on costs its whole time each time. */
const PATIENCE_MS = 180_000;
const AT_ONCE = 2;
const PORT_TAKEN = /EADDRINUSE|address already in use|port .{0,20}(is|was) already in use|port is already allocated/i;

export const env = probingCheck({
  meta: {
    id: 'delivery.env',
    title: 'It refuses to start without what it requires, and says what',
    mode: 'active',
    severity: 'P0',
    why: 'A service that starts without its key or its database fails later, at the first request that needs it, or runs on with a value that was meant for development; and whoever is called at night looks for hours for what one line could have said.',
    how: 'The start command of the target file is run once for each required variable without it, and once with a value that cannot be meant (no address where an address is, no number where a number is, one letter where a long key is). Each time it must end by itself, with an exit code other than 0, within the time in which it would be ready, and name the variable. A start that gets as far as its port fails: it had not looked. Every process is ended with all that it started. A file `.env` beside the target file may supply what was taken away: then the variable is not tried unset.',
    mend: 'Validate the whole environment before anything else is done, list all that is wrong at once, and exit with 1.',
    sources: ['The Twelve-Factor App, III. Config', 'OWASP Top 10 2021, A05', 'CWE-1188'],
  },
  needs: [],
  probe: probeStarts,
  judge: (_, own) => judgeStarts(own),
});

async function probeStarts(lab: Lab): Promise<Own> {
  const { start } = lab.target;
  if (start === undefined) throw new Unavailable('The target file does not say how the service is started: add `start.command`, its `environment` and the `required` variables.');
  const { required = [], environment = {}, readyWithinSeconds: seconds = USUAL_SECONDS } = start;
  if (required.length === 0) throw new Unavailable('The target file names no required variable: list them in `start.required`.');
  for (const [name, value] of Object.entries(environment)) if (/PASS|SECRET|KEY|TOKEN/.test(name)) lab.mask.add(value, name);
  const supplied = suppliedBy(path.join(lab.target.folder, '.env'));
  const left = required.filter((name) => supplied.has(name)).map((name) => `${name} unset: a file .env supplies it`);
  const wanted = required.flatMap((name) => [...(supplied.has(name) ? [] : [{ variable: name, change: 'unset' }]), ...malformed(environment[name]).map((wrong) => ({ variable: name, ...wrong }))]);
  const starts: Start[] = [];
  const ends = performance.now() + PATIENCE_MS;
  const work = async (): Promise<void> => {
    for (let next = wanted.shift(); next !== undefined; next = wanted.shift()) {
      const { variable, change, ...rest } = next;
      if (performance.now() > ends) {
        left.push(`${variable} ${change}: no time was left`);
        continue;
      }
      const value = 'value' in rest ? rest.value : undefined;
      const run = await runProgram(lab, { command: start.command, environment: value === undefined ? environment : { ...environment, [variable]: value }, without: value === undefined ? [variable] : [], timeoutMs: seconds * 1_000 });
      starts.push({ variable, change, run });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  // An end that does not name the variable may be due to something else: then the unchanged start ends as well.
  const isDoubtful = starts.some(({ variable, run }) => run.code !== undefined && run.code !== 0 && !names(run.output, variable) && !PORT_TAKEN.test(run.output));
  return { starts, ...(isDoubtful ? { control: await runProgram(lab, { command: start.command, environment, timeoutMs: seconds * 1_000 }) } : {}), left, seconds };
}

/** Names that a file `.env` sets. */
function suppliedBy(file: string): ReadonlySet<string> {
  try {
    return new Set([...readFileSync(file, 'utf8').matchAll(/^\s*(?:export\s+)?(\w+)\s*=\s*\S/gm)].map(([, name = '']) => name));
  } catch {
    return new Set();
  }
}

/** A value that cannot be meant; none where any text may be. */
function malformed(value: string | undefined): readonly { readonly change: string; readonly value: string }[] {
  if (value === undefined || value === '') return [];
  if (/^[a-z][\w+.-]*:\/\//i.test(value)) return [{ change: 'no address', value: 'not-an-address' }];
  if (/^-?\d+(\.\d+)?$/.test(value)) return [{ change: 'no number', value: 'not-a-number' }];
  return value.length >= 32 && !/\s/.test(value) ? [{ change: 'one letter in place of a long key', value: 'x' }] : [];
}

/** As it is written, or as code would spell it: `databaseUrl`. One word alone, as PORT, stands in many a message and must be written as it is. */
function names(output: string, variable: string): boolean {
  const spelt = variable.includes('_') ? variable.replaceAll('_', '[_ -]?') : undefined;
  return new RegExp(`(?<![A-Z0-9_])${variable}(?![A-Z0-9_])`).test(output) || (spelt !== undefined && new RegExp(spelt, 'i').test(output));
}

function judgeStarts({ starts, control, left, seconds }: Own): ReturnType<typeof verdictOf> {
  const findings: Finding[] = [];
  for (const { variable, change, run } of starts) {
    const problem = problemOf(variable, run, seconds);
    if (problem !== undefined) findings.push({ subject: variable, problem: `${change}: ${problem}` });
  }
  if (control?.code !== undefined && !PORT_TAKEN.test(control.output)) return notAvailable(`The start command, run in the folder of the target file, ends with ${control.code ?? 'a signal'} as it stands: ${causeOf(control.output)}. Correct \`start.command\` and \`start.environment\`.`);
  if (starts.length === 0) return notAvailable(`No start could be tried: ${left.join('; ')}.`);
  const evidence = starts.slice(0, 8).map(({ variable, change, run }) => ({ text: `${variable} ${change}: ${run.code === undefined ? 'ran on' : `exit ${run.code ?? 'by a signal'}`} after ${run.ms} ms: ${lineNaming(run.output, variable)}` }));
  return verdictOf({ count: starts.length, of: 'starts' }, left.length === 0 ? evidence : [...evidence, { text: `not tried: ${left.join('; ')}` }], findings);
}

function problemOf(variable: string, { code, output }: ProgramRun, seconds: number): string | undefined {
  if (code === undefined) return `it was still running after ${seconds} s`;
  if (code === 0) return 'it ended with exit code 0, as if all were well';
  if (PORT_TAKEN.test(output) && !output.includes(variable)) return 'it went on until it found its port taken';
  return names(output, variable) ? undefined : `it ended with ${code ?? 'a signal'} and did not name it: ${causeOf(output)}`;
}

/** What names an error says more than what stands last, as the version of Node does. */
const causeOf = (output: string): string => output.split('\n').find((line) => /error|cannot|not found|failed|missing|invalid|refused/i.test(line))?.trim().slice(0, 200) ?? lastLine(output);
const lastLine = (output: string): string => output.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
const lineNaming = (output: string, variable: string): string => (output.split('\n').find((line) => line.includes(variable)) ?? lastLine(output)).trim().slice(0, 200);
