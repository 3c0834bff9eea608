import { DockerfileParser, type From, type Instruction } from 'dockerfile-ast';
import { isDockerfile, isForTests } from '../../gather/repository/places.ts';
import { readingCheck } from '../../judge/check.ts';
import { type Finding, notApplicable, verdictOf } from '../../judge/outcome.ts';
import { containersOf, manifestsOf } from './manifests.ts';

const FOR_DEVELOPMENT = /(^|\/)\.devcontainer\/|dockerfile[.-](dev|development|local|debug|ci)\b|\b(dev|local)\.dockerfile$/i;
const SECRET_NAME = /(^|_)(PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|CREDENTIALS?)(_|$)/i;
const SECRET_FILE = /(^|[\s/"])(\.env(\.(?!example|sample|template)\w+)?|id_rsa|id_ed25519|\.npmrc|\.netrc|[\w.-]+\.(pem|key|p12|pfx))(?=["\s,]|$)/;
/** Says by its tag that it runs as nobody in particular. */
const NOT_ROOT = /nonroot|rootless|unprivileged/i;

export const dockerfile = readingCheck({
  meta: {
    id: 'delivery.dockerfile',
    title: 'The image is small, pinned, not root and tells whether it is well',
    mode: 'passive',
    severity: 'P1',
    why: 'A base image without a version is another one tomorrow; a process that is root within the container is one mistake of the kernel away from being root outside; a compiler in the image is a tool for whoever breaks in; a secret in a layer stays there when a later layer deletes it.',
    how: 'Every Dockerfile of the repository is parsed, but those of tests, examples and development. Wanted are: more than one stage; a version or a digest at each base image; a last stage that changes to a user other than root; a HEALTHCHECK, or probes in the manifests of Kubernetes; no secret given by ENV or ARG, and none copied in. A repository without a Dockerfile is not delivered as an image: not applicable.',
    mend: 'Build in one stage and copy the result into a slim one; write the version behind the image\'s name; add `USER` with a number other than 0; add a HEALTHCHECK; hand secrets over when the container starts, or to the build by `RUN --mount=type=secret`.',
    sources: ['Docker documentation, "Building best practices" and "Build secrets"', 'OWASP Docker Security Cheat Sheet, rules 2 and 12', 'CIS Docker Benchmark, section 4'],
  },
  needs: ['repository'],
  judge: ({ repository: { texts, files } }) => {
    const ours = Object.entries(texts).filter(([file]) => isDockerfile(file) && !isForTests(file) && !FOR_DEVELOPMENT.test(file));
    if (ours.length === 0) return notApplicable(`Among ${files.length} files there is no Dockerfile of the service.`);
    const isProbed = manifestsOf(texts).manifests.flatMap(containersOf).some(({ container }) => container['livenessProbe'] !== undefined || container['readinessProbe'] !== undefined);
    const evidence = ours.map(([file, text]) => ({ text: `${file}: ${DockerfileParser.parse(text).getFROMs().length} stages`, file }));
    return verdictOf({ count: ours.length, of: 'Dockerfiles' }, evidence, ours.flatMap(([file, text]) => findingsIn(file, text, isProbed)));
  },
});

function findingsIn(file: string, text: string, isProbed: boolean): readonly Finding[] {
  const parsed = DockerfileParser.parse(text);
  const froms = parsed.getFROMs();
  const last = froms.at(-1);
  const at = (problem: string, instruction?: Instruction): Finding => ({ subject: file, problem, file, line: (instruction?.getRange().start.line ?? 0) + 1 });
  if (last === undefined) return [at('it names no base image')];
  const inLast = parsed.getInstructions().filter((one) => lineOf(one) > lineOf(last));
  const health = [...inLast].reverse().find((one) => one.getKeyword() === 'HEALTHCHECK');
  return [
    ...(froms.length === 1 ? [at('it has one stage, so that all that it was built with is delivered', last)] : []),
    ...froms.flatMap((from) => unpinned(from, froms, argumentsOf(text)).map((problem) => at(problem, from))),
    ...userOf(inLast, last).map((problem) => at(problem, last)),
    ...(isProbed || (health !== undefined && !/^NONE\b/i.test(health.getArgumentsContent() ?? '')) ? [] : [at('it has no HEALTHCHECK, and no manifest of the repository has a probe', health ?? last)]),
    ...parsed.getInstructions().flatMap((one) => secretsOf(one).map((problem) => at(problem, one))),
  ];
}

const lineOf = (instruction: Instruction): number => instruction.getRange().start.line;

/** Arguments and what they are unless told. */
const argumentsOf = (text: string): ReadonlyMap<string, string> => new Map([...text.matchAll(/^\s*ARG\s+(\w+)=["']?([^\s"']*)/gim)].map(([, name = '', value = '']) => [name, value]));

function unpinned(from: From, froms: readonly From[], values: ReadonlyMap<string, string>): readonly string[] {
  const written = from.getImage() ?? '';
  const image = written.replace(/\$\{?(\w+)(?::?-([^}]*))?\}?/g, (whole, name: string, usual?: string) => values.get(name) ?? usual ?? whole);
  const isStage = froms.some((other) => other !== from && other.getBuildStage()?.toLowerCase() === image.toLowerCase());
  // An argument without a value is told to the build: nobody can say from here.
  if (image === 'scratch' || isStage || image.includes('$') || image.includes('@sha256:')) return [];
  const tag = /:([^:/]+)$/.exec(image)?.[1];
  if (tag === undefined) return [`${written} has no version`];
  return /\d/.test(tag) ? [] : [`${written} has no version: ${tag} is another image from time to time`];
}

function userOf(inLast: readonly Instruction[], last: From): readonly string[] {
  const user = [...inLast].reverse().find((one) => one.getKeyword() === 'USER')?.getArgumentsContent()?.trim();
  if (user === undefined) return NOT_ROOT.test(last.getImage() ?? '') ? [] : ['its last stage never leaves root'];
  return /^(root|0)(:|$)/.test(user) ? [`its last stage runs as ${user}`] : [];
}

function secretsOf(instruction: Instruction): readonly string[] {
  const [keyword, content] = [instruction.getKeyword(), instruction.getArgumentsContent() ?? ''];
  if (keyword === 'ENV' || keyword === 'ARG') {
    return [...content.matchAll(/(\w+)(?:=|\s+)("[^"]*"|'[^']*'|\S+)/g)].filter(([, name = '', value = '']) => SECRET_NAME.test(name) && !/_(FILE|PATH|URL|NAME|TTL|SECONDS)$/i.test(name) && !/^["']?(\$|["']?$)/.test(value)).map(([, name = '']) => `${keyword} puts a value for ${name} into the image`);
  }
  if (keyword !== 'COPY' && keyword !== 'ADD') return [];
  const file = instruction.toString().includes('--from=') ? undefined : SECRET_FILE.exec(content)?.[2];
  return file === undefined ? [] : [`${keyword} takes ${file} into the image`];
}
