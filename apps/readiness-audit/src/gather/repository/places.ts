/** What a file is for, as far as its path tells. */
const TEST = /(^|[/._-])(tests?|specs?|__tests__|__mocks__|mocks?|fixtures?|stubs?|testdata|e2e|examples?|samples?|demo|cypress|playwright)([/._-]|$)/i;
const TOOL = /(^|\/)(tools?|scripts?|bench(marks?)?|hack|docs?|docker|deploy(ment)?|infra|terraform|ansible|\.github|\.husky)\/|(^|\/)[\w.-]*\.config\.\w+$|(^|\/)(gulpfile|gruntfile|vite|webpack)[\w.]*$/i;
const SOURCE = /\.(?:[cm]?[jt]sx?|py|go|rb|java|kt|php|cs|rs|ex|exs)$/i;

/** Tests, and what they work with; examples. */
export const isForTests = (file: string): boolean => TEST.test(file);
/** Programs for whoever works on the service, and not the service. */
export const isTool = (file: string): boolean => TOOL.test(file);
/** Code of the service itself. */
export const isSource = (file: string): boolean => SOURCE.test(file) && !isForTests(file) && !isTool(file);

export const isEnvExample = (file: string): boolean => /(^|\/)(\.?env[.-](example|sample|template|dist|defaults?)|(example|sample|template)\.env|\.env\.[\w-]+\.(example|sample|template))$/i.test(file);
export const isDockerfile = (file: string): boolean => /(^|\/)((Dockerfile|Containerfile)([.-][\w.-]+)?|[\w.-]+\.(Dockerfile|dockerfile|containerfile))$/.test(file) && !/\.(dockerignore|md|txt|[cm]?[jt]s|py|go|rb|ejs|tmpl|tpl|j2|template|erb)$/i.test(file);
export const isPipeline = (file: string): boolean => /^\.(github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$|^\.gitlab-ci\.ya?ml$|^\.gitlab\/ci\/.+\.ya?ml$|^Jenkinsfile[\w.-]*$|^\.circleci\/config\.ya?ml$|^azure-pipelines[\w.-]*\.ya?ml$|^bitbucket-pipelines\.ya?ml$|^\.travis\.ya?ml$|^\.(drone|woodpecker)\.ya?ml$|^\.woodpecker\/.+\.ya?ml$|^\.buildkite\/.+\.ya?ml$|^buildspec\.ya?ml$|^cloudbuild\.ya?ml$|^\.teamcity\/.+$|^\.builds\/.+\.ya?ml$/i.test(file);
export const isDocument = (file: string): boolean => /\.(md|mdx|markdown|rst|adoc|asciidoc)$/i.test(file);
export const isYaml = (file: string): boolean => /\.ya?ml$/i.test(file);
const isManifest = (file: string): boolean => /(^|\/)(package\.json|requirements[\w.-]*\.txt|pyproject\.toml|Pipfile|go\.mod|Cargo\.toml|composer\.json|Gemfile|Makefile|makefile|GNUmakefile|justfile|Taskfile\.ya?ml)$/.test(file);
/** What scanners of known weaknesses leave behind. */
export const isWeaknessReport = (file: string): boolean => /(^|[/._-])(npm-?audit|audit-report|yarn-?audit|pnpm-?audit|trivy|grype|osv(-scanner)?|vulnerabilit(y|ies))[\w.-]*\.json$/i.test(file);

/**
 * Whether some check reads a file's text.
 * @param text some files tell only by what stands in them: a manifest of Kubernetes, a dashboard
 */
export function isRead(file: string, text: string): boolean {
  if (/(^|\/)(package-lock|npm-shrinkwrap|composer\.lock)(\.json)?$|\.lock$/i.test(file)) return false;
  if (isEnvExample(file) || isDockerfile(file) || isPipeline(file) || isManifest(file) || isWeaknessReport(file) || isDocument(file)) return true;
  if (isYaml(file)) return isClusterText(text) || isRuleText(text);
  return /\.json$/i.test(file) && isDashboardText(text);
}

export const isClusterText = (text: string): boolean => /^apiVersion:\s*\S/m.test(text) && /^kind:\s*\S/m.test(text);
export const isRuleText = (text: string): boolean => /^[ \t]*groups:/m.test(text) && /^[ \t]*(-[ \t]+)?(\{ *)?(alert|record):[ \t]*\S/m.test(text);
export const isDashboardText = (text: string): boolean => text.includes('"panels"') && text.includes('"expr"');
