import { isMap, isSeq, parseDocument } from 'yaml';
import { isPipeline } from '../../gather/repository/places.ts';
import { readingCheck } from '../../judge/check.ts';
import { type Finding, notAvailable, verdictOf } from '../../judge/outcome.ts';

const TESTS = /\b(?:npm|yarn|pnpm|bun)\s+(?:run\s+)?(?:[\w:-]*test[\w:-]*|t|verify|check)\b|\b(?:npx|pnpm exec|yarn)\s+(?:jest|vitest|mocha|ava|playwright|cypress)\b|\bnode\s+--test\b|\bpytest\b|\btox\b|\bnox\b|python\d?\s+-m\s+unittest|manage\.py\s+test|\bgo\s+test\b|\bcargo\s+(?:nextest|test)\b|\bmvnw?\b[^\n]*\b(?:test|verify|install|package)\b|\bgradlew?\b[^\n]*\b(?:test|check|build)\b|\bdotnet\s+test\b|\b(?:rspec|phpunit|pest|minitest)\b|\brake\s+(?:test|spec)\b|\brails\s+test\b|\bmix\s+test\b|\b(?:make|just|task)\s+[\w-]*(?:test|check|verify)\b|\bnx\s+[^\n]*test\b|\bturbo\s+[^\n]*test\b|\bbazel\s+test\b/;
const IGNORED = /(?:\btest\b|jest|pytest|vitest|rspec)[^\n|]*\|\|\s*(?:true|:|exit 0)\b/;
const LOOSE_INSTALL = /(?:^|[\s;&|"'])npm\s+(?:install|i)(?=\s*(?:$|\n|&&|;|["']|--(?!global|package-lock-only|no-save)))/m;
/** Names that move. A major version moves as well, but within what its maker promises. */
const MOVING = /uses:\s*["']?([\w.-]+\/[\w./-]+)@(main|master|latest|HEAD|develop|edge)\b/g;

export const ci = readingCheck({
  meta: {
    id: 'delivery.ci',
    title: 'A pipeline tests what is pushed',
    mode: 'passive',
    severity: 'P1',
    why: 'Tests that somebody must remember to run are not run on the day that matters; a pipeline that ignores their failure is worse, as it looks green.',
    how: 'The definitions of the known systems are read: GitHub, Gitea, GitLab, Jenkins, CircleCI, Azure, Bitbucket, Travis, Drone, Woodpecker, Buildkite, TeamCity, AWS and Google builds. One of them must run tests, and on GitHub it must start by itself, on a push or a pull request. Findings are also: a failure that is swallowed (`|| true`, `continue-on-error` at the tests), `npm install` in place of what the lock file says, and actions of others at a name that moves (`@main`). A repository of git without any definition fails: whatever tests it, nobody can see it there. A mere copy of files may have left it out: not available.',
    mend: 'Add a pipeline that installs from the lock file, lints, tests and builds on each push and pull request, and require it before merging.',
    sources: ['GitHub documentation, "Security hardening for GitHub Actions"', 'OWASP Top 10 CI/CD Security Risks, CICD-SEC-1 and CICD-SEC-3', 'npm documentation, npm ci'],
  },
  needs: ['repository'],
  judge: ({ repository: { texts, files, isGit } }) => {
    const pipelines = Object.entries(texts).filter(([file]) => isPipeline(file)).map(([file, text]) => [file, withoutComments(text)] as const);
    if (pipelines.length === 0 && !isGit) return notAvailable(`Among ${files.length} files there is no pipeline of a known system, but git does not know the folder: a copy may have left it out.`);
    if (pipelines.length === 0) return verdictOf({ count: files.length, of: 'files' }, [{ text: `${files.length} files, none of a known system` }], [{ subject: 'repository', problem: 'it has no pipeline of a known system' }]);
    const testing = pipelines.filter(([, text]) => TESTS.test(text));
    const [first] = pipelines;
    const findings = [
      ...(testing.length === 0 ? [{ subject: first?.[0] ?? 'pipeline', problem: 'no pipeline runs tests in a way that is known', ...(first === undefined ? {} : { file: first[0] }) }] : []),
      ...(testing.length > 0 && testing.every(([file, text]) => file.includes('/workflows/') && !startsByItself(text)) ? testing.slice(0, 1).map(([file]) => ({ subject: file, problem: 'it tests, but neither a push nor a pull request starts it', file })) : []),
      ...pipelines.flatMap(([file, text]) => weaknesses(file, text)),
    ];
    return verdictOf({ count: pipelines.length, of: 'pipelines' }, [...testing, ...pipelines].slice(0, 5).map(([file, text]) => ({ text: `${file}: ${TESTS.exec(text)?.[0] ?? 'no tests'}`, file })), findings);
  },
});

/** What is commented out is not run; lines stay where they are. */
const withoutComments = (text: string): string => text.replace(/^[ \t]*(#|\/\/).*$/gm, '');

function startsByItself(text: string): boolean {
  const document = parseDocument(text);
  // YAML 1.1 reads a bare `on` as true.
  const on = document.has('on') ? document.get('on') : document.get('true');
  const names = isMap(on) ? on.items.map(({ key }) => String(key)) : isSeq(on) ? on.items.map(String) : [String(on)];
  return names.some((name) => /^(push|pull_request|pull_request_target|merge_group|workflow_call)$/.test(name));
}

function weaknesses(file: string, text: string): readonly Finding[] {
  const at = (problem: string, place: number): Finding => ({ subject: file, problem, file, line: text.slice(0, place).split('\n').length });
  const ignored = IGNORED.exec(text);
  const loose = LOOSE_INSTALL.exec(text);
  const swallowed = stepsOf(text).find((step) => TESTS.test(step) && /^\s*-?\s*(continue-on-error|allow_failure):\s*true/m.test(step));
  return [
    ...(ignored === null ? [] : [at('the failure of its tests is swallowed', ignored.index)]),
    ...(swallowed === undefined ? [] : [at('its tests may fail and it goes on', text.indexOf(swallowed))]),
    ...(loose === null ? [] : [at('it runs npm install, which may take other versions than the lock file has: npm ci', loose.index)]),
    ...[...text.matchAll(MOVING)].map((match) => at(`it uses ${match[1] ?? ''} at ${match[2] ?? ''}, which moves`, match.index)),
  ];
}

/** The steps of a workflow, as text. */
const stepsOf = (text: string): readonly string[] => text.split(/\n(?=\s*-\s)/);
