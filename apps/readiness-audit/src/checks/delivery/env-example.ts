import { isEnvExample, isForTests } from '../../gather/repository/places.ts';
import { namesInExample } from '../../gather/repository/environment.ts';
import { readingCheck } from '../../judge/check.ts';
import { type Finding, notApplicable, verdictOf } from '../../judge/outcome.ts';

/** Of the machine or of a tool, and not of the service. */
const COMMON = /^(PATH|HOME|USER|USERNAME|SHELL|PWD|TMPDIR|TEMP|TMP|LANG|LC_\w+|TZ|CI|DEBUG|NODE_\w+|TS_NODE_\w+|NO_COLOR|FORCE_COLOR|COLUMNS|TERM|HOSTNAME|EDITOR|VISUAL|XDG_\w+|npm_\w+|GITHUB_\w+|GITLAB_\w+|VERCEL\w*|JEST_\w+|VITEST\w*|INIT_CWD|APPDATA|PYTHON\w*|GO(?:PATH|ROOT|PROXY|MAXPROCS|GC|DEBUG|FLAGS|MEMLIMIT)|JAVA_HOME|KUBERNETES_\w+|HTTPS?_PROXY|NO_PROXY)$/;

export const envExample = readingCheck({
  meta: {
    id: 'delivery.env-example',
    title: 'An example shows every variable that the service reads',
    mode: 'passive',
    severity: 'P1',
    why: 'A variable that stands nowhere is found out when the new environment fails, or worse, when it quietly runs with what was meant for development.',
    how: 'The sources are searched for where they read the environment (process.env, os.environ, os.Getenv, ENV, System.getenv and the like; Nest\'s ConfigService), but for tests, tools and variables of the machine. Each name must stand in an example (`.env.example` and its relatives), also if commented out; and each name of the example must stand somewhere in the code, or it is stale. Reading something and having no example fails; reading nothing and having none is not applicable.',
    mend: 'Write each variable into `.env.example`, with what it is for and a value that is none; better, make the file from the schema that validates the environment, and let the pipeline compare.',
    sources: ['The Twelve-Factor App, III. Config'],
  },
  needs: ['repository'],
  judge: ({ repository: { texts, files, environment } }) => {
    const examples = Object.entries(texts).filter(([file]) => isEnvExample(file) && !isForTests(file.replace(/[^/]+$/, '')));
    const shown = new Map(examples.flatMap(([file, text]) => namesInExample(text).map((name) => [name, file] as const)));
    const reads = environment.reads.filter(({ name }) => !COMMON.test(name));
    if (reads.length === 0 && shown.size === 0) return notApplicable(`Among ${files.length} files none reads a variable of its environment in a way that is known, and there is no example of one.`);
    const unshown = reads.filter(({ name }) => !shown.has(name));
    const mentioned = new Set(environment.mentioned);
    const findings: readonly Finding[] = [
      ...[...new Map(unshown.map((read) => [read.name, read])).values()].map(({ name, file, line }) => ({ subject: name, problem: examples.length === 0 ? 'is read, and there is no example of the environment' : 'is read and stands in no example', file, line })),
      ...[...shown].filter(([name]) => !mentioned.has(name) && !COMMON.test(name)).map(([name, file]) => ({ subject: name, problem: 'stands in the example, and nothing reads it', file })),
    ];
    const names = new Set([...reads.map(({ name }) => name), ...shown.keys()]);
    return verdictOf({ count: names.size, of: 'variables' }, examples.length === 0 ? [{ text: `${reads.length} places read the environment` }] : examples.map(([file]) => ({ text: `${file} shows ${shown.size} variables`, file })), findings);
  },
});
