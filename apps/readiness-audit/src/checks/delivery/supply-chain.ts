import type { Repository } from '../../artifacts/repository.ts';
import { LOCK_NAMES } from '../../gather/repository/locks.ts';
import { isForTests, isWeaknessReport } from '../../gather/repository/places.ts';
import { readingCheck } from '../../judge/check.ts';
import { type Finding, notApplicable, notAvailable, verdictOf } from '../../judge/outcome.ts';
import { member } from './manifests.ts';
import { graveWeaknessesIn } from './weaknesses.ts';

export const supplyChain = readingCheck({
  meta: {
    id: 'delivery.supply-chain',
    title: 'Each dependency is pinned, and its known weaknesses were looked up',
    mode: 'passive',
    severity: 'P1',
    why: 'Without a lock file each build may be of other code than the one that was tested, and a package that is taken over is in production within the hour.',
    how: 'Each manifest that names dependencies (npm, Python, Go, Rust, PHP, Ruby) must have a lock file beside it or above it; a requirements.txt pins each line with `==` or a hash. Every package in a lock file of npm or Yarn must have a hash, as one without may be another one tomorrow. Known weaknesses are read from a report that lies in the repository or in reports/: npm audit, Trivy or Grype, as JSON; a high or critical one fails. Nothing is fetched: where the lock files hold and no report is there, it is not available, and never a pass. A repository without manifests has no such dependencies: not applicable.',
    mend: 'Commit the lock file and install from it (`npm ci`). Let the pipeline write `npm audit --json > reports/npm-audit.json`, and mend what it names.',
    sources: ['OWASP Top 10 2021, A06 and A08', 'SLSA specification, dependencies', 'W3C Subresource Integrity, as npm uses it in its lock file'],
  },
  needs: ['repository'],
  judge: ({ repository }) => {
    const manifests = manifestsIn(repository);
    if (manifests.length === 0) return notApplicable(`Among ${repository.files.length} files no manifest names a dependency.`);
    const findings = [...manifests.flatMap((one) => unlocked(one, repository)), ...repository.locks.flatMap(looseIn)];
    const reports = Object.entries(repository.texts).filter(([file]) => isWeaknessReport(file)).map(([file, text]) => ({ file, weaknesses: graveWeaknessesIn(text) })).filter(({ weaknesses }) => weaknesses !== undefined);
    const weak = reports.flatMap(({ file, weaknesses = [] }) => weaknesses.map(({ subject, severity }) => ({ subject, problem: `has a known weakness that is ${severity.toLowerCase()}`, file })));
    const evidence = [...repository.locks.map(({ file, packages }) => ({ text: `${file}: ${packages} packages`, file })), ...reports.map(({ file, weaknesses = [] }) => ({ text: `${file}: ${weaknesses.length} grave weaknesses`, file }))];
    if (findings.length === 0 && reports.length === 0) return notAvailable(`The lock files hold (${repository.locks.map(({ file }) => file).join(', ') || 'each line is pinned'}), but no report of known weaknesses is at hand: write one with \`npm audit --json > reports/npm-audit.json\` (or Trivy, or Grype) before the audit.`);
    return verdictOf({ count: manifests.length, of: 'manifests' }, evidence, [...findings, ...weak]);
  },
});

interface ManifestFile {
  readonly file: string;
  readonly name: string;
  readonly text: string;
}

/** Those that name a dependency. */
function manifestsIn({ texts }: Repository): readonly ManifestFile[] {
  return Object.entries(texts).map(([file, text]) => ({ file, name: file.slice(file.lastIndexOf('/') + 1), text })).filter(({ file, name, text }) => !isForTests(file) && ((LOCK_NAMES[name] !== undefined && hasDependencies(name, text)) || /^requirements[\w.-]*\.txt$/.test(name)));
}

function hasDependencies(name: string, text: string): boolean {
  if (name === 'go.mod') return /^\s*require\b/m.test(text);
  if (name === 'Cargo.toml') return /^\[(?:workspace\.)?dependencies/m.test(text);
  if (name === 'pyproject.toml') return /^dependencies\s*=\s*\[\s*["']|^dependencies\s*=\s*\[\s*\n\s*["']|^\[tool\.poetry\.dependencies\]/m.test(text);
  if (name === 'Gemfile') return /^\s*gem\s/m.test(text);
  if (name === 'Pipfile') return /^\[packages\]/m.test(text);
  try {
    const manifest = JSON.parse(text) as unknown;
    return ['dependencies', 'devDependencies', 'optionalDependencies', 'require', 'require-dev'].some((one) => Object.keys(member(manifest, one)).length > 0);
  } catch {
    return false;
  }
}

function unlocked({ file, name, text }: ManifestFile, { files }: Repository): readonly Finding[] {
  if (name.startsWith('requirements')) {
    const lines = text.split('\n').map((line, place) => ({ line: line.trim(), place })).filter(({ line }) => /^[A-Za-z0-9]/.test(line));
    return lines.filter(({ line }) => !/===?|@\s*(git|https?)\S*@[0-9a-f]{40}|--hash=/.test(line)).map(({ line, place }) => ({ subject: file, problem: `${line.slice(0, 60)} is not pinned`, file, line: place + 1 }));
  }
  const locks = LOCK_NAMES[name] ?? [];
  // A workspace is locked by the manifest above it.
  const isLocked = foldersAbove(file).some((folder) => locks.some((lock) => files.includes(folder + lock)));
  return isLocked ? [] : [{ subject: file, problem: `no lock file pins what it names (${locks.slice(0, 3).join(', ')})`, file }];
}

function foldersAbove(file: string): readonly string[] {
  const parts = file.split('/').slice(0, -1);
  return ['', ...parts.map((_, place) => `${parts.slice(0, place + 1).join('/')}/`)];
}

function looseIn({ file, loose, looseInAll, problem }: Repository['locks'][number]): readonly Finding[] {
  if (problem !== undefined) return [{ subject: file, problem, file }];
  return looseInAll === 0 ? [] : [{ subject: file, problem: `${looseInAll} packages have no hash: ${loose.slice(0, 5).join(', ')}${looseInAll > 5 ? ', …' : ''}`, file }];
}
