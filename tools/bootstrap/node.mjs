import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run, lastLines } from '../child.mjs';
import { ROOT, cacheFolder } from '../folders.mjs';
import { Sentence } from '../sentence.mjs';
import { npm } from './npm.mjs';

/** What `engines` in package.json asks for; older ones lack what Nest 12 needs. */
const LEAST = [22, 18];
/** The Node that is fetched where the machine's own is older: the LTS line that CI and the image run. */
export const NODE_VERSION = '24.21.0';
const INSTALL_LIMIT_MS = 300_000;

/** @param {string} version such as `20.20.2` */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1]);
}

/**
 * Where the fetched Node of this machine lies, or would lie.
 * @returns {string} path of the executable
 */
export function cachedNode() {
  const folder = path.join(cacheFolder(), `node-${NODE_VERSION}`);
  return path.join(folder, 'node_modules', packageName(), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** npm's own packages of the Node binaries; the package `node` is not used, because its preinstall fetches outside any lock. */
function packageName() {
  return `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
}

/**
 * Fetches Node once, through npm, which checks its integrity; nothing of the package is executed while it is installed.
 * @param {import('../progress.mjs').Step} step
 * @returns {Promise<string>} path of the executable
 * @throws {Sentence} when it cannot be had
 */
export async function fetchNode(step) {
  const binary = cachedNode();
  if (existsSync(binary) && (await works(binary))) return binary;
  refuseMusl();
  step.note(`fetching Node ${NODE_VERSION} for ${process.platform}-${process.arch} (once for all checkouts)`);
  const target = path.join(cacheFolder(), `node-${NODE_VERSION}`);
  const fresh = mkdtempSync(`${target}-`);
  try {
    const args = ['install', '--prefix', fresh, '--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', `${packageName()}@${NODE_VERSION}`];
    const outcome = await npm(args, { cwd: fresh, limitMs: INSTALL_LIMIT_MS });
    if (!outcome.ok) throw new Sentence(tooOld(`npm could not fetch ${packageName()}@${NODE_VERSION} (${outcome.reason})`), lastLines(outcome.output, 8));
    // Renaming whole folders keeps two first starts at once from meeting half an installation.
    rmSync(target, { recursive: true, force: true });
    renameSync(fresh, target);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  if (!(await works(binary))) throw new Sentence(tooOld(`the fetched Node ${NODE_VERSION} does not run on this machine`));
  return binary;
}

/** @param {string} because */
function tooOld(because) {
  return `Node ${process.versions.node} is too old (Plumbline needs ${LEAST.join('.')} or newer) and ${because}; install Node 24 from nodejs.org and run the command again.`;
}

/** The npm packages carry binaries for glibc only. */
function refuseMusl() {
  if (process.platform !== 'linux') return;
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  if (!report.header?.glibcVersionRuntime) throw new Sentence(tooOld('no ready-made Node fits a Linux without glibc'));
}

/** @param {string} binary */
async function works(binary) {
  const outcome = await run(binary, ['--version'], { limitMs: 20_000 });
  return outcome.ok && outcome.stdout.trim() === `v${NODE_VERSION}`;
}

/**
 * Makes every `npm run` and `npx` of this checkout use the fetched Node: npm puts node_modules/.bin first on PATH.
 * @param {string} binary
 */
export function linkNode(binary) {
  const folder = path.join(ROOT, 'node_modules', '.bin');
  mkdirSync(folder, { recursive: true });
  if (process.platform === 'win32') {
    writeFileSync(path.join(folder, 'node.cmd'), `@"${binary}" %*\r\n`);
    return;
  }
  const link = path.join(folder, 'node');
  rmSync(link, { force: true });
  symlinkSync(binary, link);
}
