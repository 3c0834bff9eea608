import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { lastLines } from '../child.mjs';
import { ROOT } from '../folders.mjs';
import { Sentence } from '../sentence.mjs';
import { npm } from './npm.mjs';

const INSTALL_LIMIT_MS = 900_000;

/** @typedef {{ packages?: Record<string, { version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean, link?: boolean }> }} Lock */

/**
 * Whether node_modules is what package-lock.json says.
 * @param {string} [root]
 * @returns {'fresh' | 'missing' | 'stale'}
 */
export function packagesState(root = ROOT) {
  const installed = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return 'missing';
  if (existsSync(stampFile(root)) && readFileSync(stampFile(root), 'utf8') === lockHash(root)) return 'fresh';
  return matches(readLock(path.join(root, 'package-lock.json')), readLock(installed)) ? 'fresh' : 'stale';
}

/**
 * Whether every package that the lock asks for lies there in that version, so that a person's own `npm install` is not undone.
 * @param {Lock} wanted package-lock.json
 * @param {Lock} installed node_modules/.package-lock.json, which npm writes last
 */
export function matches(wanted, installed) {
  return Object.entries(wanted.packages ?? {}).every(([place, entry]) => {
    if (!place.startsWith('node_modules/') || entry.link) return true;
    const found = installed.packages?.[place];
    // Optional packages of other platforms are in the lock and never on the disk.
    return found ? found.version === entry.version : entry.optional === true || entry.devOptional === true;
  });
}

/**
 * Installs exactly what the lock says, when something else or nothing is there.
 * @param {import('../progress.mjs').Step} step
 * @returns {Promise<boolean>} whether anything had to be installed
 * @throws {Sentence}
 */
export async function ensurePackages(step) {
  if (!existsSync(path.join(ROOT, 'package-lock.json'))) throw new Sentence('package-lock.json is missing; get it back with `git checkout package-lock.json`.');
  const state = packagesState();
  if (state === 'fresh') {
    writeStamp();
    return false;
  }
  step.note(state === 'missing' ? 'npm ci, a minute or two' : 'npm ci, because package-lock.json has changed');
  // The build needs the development packages, also under NODE_ENV=production.
  const outcome = await npm(['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: ROOT, limitMs: INSTALL_LIMIT_MS });
  if (!outcome.ok) throw new Sentence(`npm could not install the packages (npm ci ${outcome.reason}); ${cure(outcome.output)}.`, whatNpmSays(outcome.output));
  writeStamp();
  return true;
}

/** @param {string} output */
function cure(output) {
  if (output.includes('EUSAGE')) return 'package.json and package-lock.json do not fit together: run `npm install` and commit both';
  return 'check the network and the free disk space and run the command again';
}

/**
 * The beginning of npm's complaint: what follows it is the manual.
 * @param {string} output
 */
function whatNpmSays(output) {
  const complaint = output.split('\n').filter((line) => /^npm (error|ERR!) \S/.test(line));
  return complaint.length === 0 ? lastLines(output, 15) : complaint.slice(0, 8).join('\n');
}

function writeStamp() {
  writeFileSync(stampFile(ROOT), lockHash(ROOT));
}

/** @param {string} root */
function stampFile(root) {
  return path.join(root, 'node_modules', '.plumbline-stamp');
}

/** @param {string} root */
function lockHash(root) {
  return createHash('sha256').update(readFileSync(path.join(root, 'package-lock.json'))).digest('hex');
}

/**
 * @param {string} file
 * @returns {Lock}
 */
function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}
