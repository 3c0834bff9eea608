import { run } from '../child.mjs';
import { Sentence } from '../sentence.mjs';

/** config's MONGODB_URI asks for the same. */
const LEAST_MAJOR = 6;

const PACKAGE_OF_LIBRARY = { 'libcurl.so.4': 'libcurl4', 'libssl.so.3': 'libssl3', 'libcrypto.so.3': 'libssl3', 'liblzma.so.5': 'liblzma5' };

/**
 * Runs `mongod --version`: the only proof that a binary fits this machine.
 * @param {string} binary
 * @returns {Promise<string>} such as `6.0.5`
 * @throws {Sentence} it is missing, does not run, or is too old
 */
export async function mongodVersion(binary) {
  const outcome = await run(binary, ['--version'], { limitMs: 20_000 });
  const version = /db version v(\d+\.\d+\.\d+)/.exec(outcome.stdout)?.[1];
  if (!outcome.ok || !version) throw new Sentence(`${binary} does not run: ${missingLibrary(outcome.output) ?? (outcome.reason || 'it does not tell its version')}`);
  if (majorOf(version) < LEAST_MAJOR) throw new Sentence(`${binary} is MongoDB ${version}, and at least ${LEAST_MAJOR}.0 is needed`);
  return version;
}

/** @param {string} version */
export function majorOf(version) {
  return Number(version.split('.')[0]);
}

/** @param {string} output */
function missingLibrary(output) {
  const library = /error while loading shared libraries: (\S+):/.exec(output)?.[1];
  if (!library) return undefined;
  const name = PACKAGE_OF_LIBRARY[/** @type {keyof typeof PACKAGE_OF_LIBRARY} */ (library)];
  return `it needs ${library}${name ? `; on Debian and Ubuntu \`apt-get install ${name}\` brings it` : ''}`;
}
