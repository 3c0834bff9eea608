import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { lastLines, run } from './child.mjs';
import { ROOT } from './folders.mjs';
import { Sentence } from './sentence.mjs';

const SOURCES = ['apps/api', 'libs', 'migrations', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'nest-cli.json'];
const NOT_BUILT = /\.spec\.ts$|\.md$/;
const BUILD_LIMIT_MS = 300_000;

/** The programs of the built API. */
const BUILT = path.join(ROOT, 'dist', 'apps', 'api', 'apps', 'api', 'src');
export const PROGRAMS = { api: path.join(BUILT, 'main.js'), migrate: path.join(BUILT, 'migrate.js'), demo: path.join(BUILT, 'demo.js'), auditLog: path.join(BUILT, 'audit-log.js'), makeFirstAdmin: path.join(BUILT, 'make-first-admin.js'), payment: path.join(BUILT, 'payment.js'), rotateKeys: path.join(BUILT, 'rotate-keys.js') };
export const BUILT_CONFIG = path.join(ROOT, 'dist', 'apps', 'api', 'libs', 'config', 'src', 'config.js');
const STAMP = path.join(ROOT, 'dist', '.plumbline-sources');

/** Whether what is built was made from the sources as they are now. */
export function isBuilt() {
  return existsSync(PROGRAMS.api) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hashSources(ROOT, SOURCES);
}

/**
 * Builds the API, when its sources have changed since the last build.
 * @param {import('./progress.mjs').Step} step
 * @returns {Promise<boolean>} whether it had to
 * @throws {Sentence} with the compiler's words
 */
export async function ensureBuilt(step) {
  if (isBuilt()) return false;
  // The hash is taken before: a file saved while the compiler runs is built the next time.
  const hash = hashSources(ROOT, SOURCES);
  // What was built from a file that is gone (a migration!) must go as well.
  rmSync(path.join(ROOT, 'dist', 'apps', 'api'), { recursive: true, force: true });
  step.note('nest build api');
  const outcome = await run(process.execPath, [path.join(ROOT, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js'), 'build', 'api'], { cwd: ROOT, limitMs: BUILD_LIMIT_MS });
  if (!outcome.ok || !existsSync(PROGRAMS.api)) throw new Sentence(`The API could not be built (nest build api ${outcome.reason || 'wrote no main.js'}); mend what the compiler names, or \`git status\` to see what was changed.`, lastLines(outcome.output, 30));
  writeFileSync(STAMP, hash);
  return true;
}

/**
 * A hash over names and contents, so that neither a checkout's file times nor a moved file mislead.
 * @param {string} root
 * @param {readonly string[]} places files and folders below it; missing ones count as empty
 * @returns {string} sha256 in hex
 */
export function hashSources(root, places) {
  const hash = createHash('sha256').update(process.versions.node);
  for (const file of places.flatMap((place) => filesBelow(path.join(root, place)))) {
    hash.update(`\0${path.relative(root, file).split(path.sep).join('/')}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/**
 * @param {string} place
 * @returns {string[]} sorted
 */
function filesBelow(place) {
  const found = statSync(place, { throwIfNoEntry: false });
  if (!found) return [];
  if (found.isFile()) return NOT_BUILT.test(place) ? [] : [place];
  return readdirSync(place).sort().flatMap((name) => filesBelow(path.join(place, name)));
}
