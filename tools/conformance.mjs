import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { lastLines, run } from './child.mjs';
import { ROOT, cacheFolder } from './folders.mjs';
import { timed } from './progress.mjs';
import { runToItsEnd } from './run.mjs';
import { Sentence } from './sentence.mjs';

/** The same release as in apps/stripe-emulator/conformance/document.ts: the committed data is derived from its document. */
const STRIPE_MOCK = { module: 'github.com/stripe/stripe-mock', version: 'v0.203.0' };
const INSTALL_LIMIT_MS = 300_000;
const ASK_LIMIT_MS = 60_000;
const FOLDER = 'apps/stripe-emulator/conformance';
const NO_GO = 'Go was not found, and stripe-mock is built with it: install Go 1.21 or newer (Debian: apt-get install golang-go) and run the command again.';
const USAGE = 'npm run conformance -- stripe [--short] | derive [--check] | sdk';

/**
 * `npm run conformance -- stripe [--short]`: the emulator of Stripe against Stripe's published document and stripe-mock.
 * `derive [--check]` makes the committed data anew; `sdk` holds it against the SDK's types.
 * @param {readonly string[]} args
 */
export async function main([what = 'stripe', ...args]) {
  if (what === 'stripe') return stripe(args);
  if (what === 'derive') return runProgram('derive.ts', ['--document', documentOf(await module()), ...args]);
  if (what === 'sdk') return runProgram('sdk-main.ts', args);
  throw new Sentence(`There is nothing to compare called ${what}: ${USAGE}`);
}

/** @param {readonly string[]} args `--short` does without stripe-mock where Go is absent */
async function stripe(args) {
  const short = args.includes('--short');
  if (short && !(await hasGo())) {
    process.stdout.write(`${NO_GO}\n`);
    return runProgram('main.ts', args);
  }
  const binary = await timed('stripe-mock', async () => ({ text: STRIPE_MOCK.version, binary: await stripeMock() }), process.stderr);
  await runProgram('derive.ts', ['--check', '--document', documentOf(await module())]);
  const derived = process.exitCode;
  await runProgram('main.ts', ['--stripe-mock', binary.binary, ...args]);
  process.exitCode ||= derived;
}

/**
 * @param {string} name a program of the conformance folder
 * @param {readonly string[]} args
 */
async function runProgram(name, args) {
  process.exitCode = await runToItsEnd(path.join(ROOT, FOLDER, name), args, /** @type {Record<string, string>} */ (process.env));
}

async function hasGo() {
  return (await run('go', ['version'], { limitMs: ASK_LIMIT_MS })).ok;
}

/**
 * stripe-mock's program: built on the first use, kept for every checkout.
 * @returns {Promise<string>} its path
 * @throws {Sentence} when it cannot be had
 */
async function stripeMock() {
  const folder = path.join(cacheFolder(), `stripe-mock-${STRIPE_MOCK.version}`);
  const binary = path.join(folder, process.platform === 'win32' ? 'stripe-mock.exe' : 'stripe-mock');
  if (existsSync(binary)) return binary;
  if (!(await hasGo())) throw new Sentence(NO_GO);
  mkdirSync(path.dirname(folder), { recursive: true });
  const fresh = mkdtempSync(`${folder}.partial-`);
  try {
    const outcome = await run('go', ['install', `${STRIPE_MOCK.module}@${STRIPE_MOCK.version}`], { env: { ...process.env, GOBIN: fresh }, limitMs: INSTALL_LIMIT_MS });
    if (!outcome.ok) throw new Sentence(`go install ${outcome.reason} while it built stripe-mock; check that Go's module proxy can be reached.`, lastLines(outcome.output, 5));
    rmSync(folder, { recursive: true, force: true });
    renameSync(fresh, folder);
    return binary;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/**
 * Where Go keeps the module's source, in which the document is.
 * @returns {Promise<string>} a folder
 */
async function module() {
  if (!(await hasGo())) throw new Sentence(NO_GO);
  const outcome = await run('go', ['mod', 'download', '-json', `${STRIPE_MOCK.module}@${STRIPE_MOCK.version}`], { cwd: cacheFolder(), limitMs: INSTALL_LIMIT_MS });
  if (!outcome.ok) throw new Sentence(`go mod download ${outcome.reason} while it fetched stripe-mock's source; check that Go's module proxy can be reached.`, lastLines(outcome.output, 5));
  return /** @type {{ Dir: string }} */ (JSON.parse(outcome.stdout)).Dir;
}

/** @param {string} folder of the module */
function documentOf(folder) {
  return path.join(folder, 'embedded', 'openapi', 'spec3.json');
}
