// Checks an export of the audit log with nothing but Node and the public keys: node tools/verify-audit-export.mjs FILE [--keys JWKS_FILE_OR_URL]
// It shares no code with the service: it was written after docs/audit-log.md, as anybody could write another.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';

const CHAINS = 16;
const GENESIS = '0'.repeat(64);
const TYPE = 'plumbline-audit-checkpoint+jws';

/** @param {string} text */
const sha256 = (text) => createHash('sha256').update(text, 'utf8').digest('hex');

/** RFC 8785. @param {unknown} value @returns {string} */
function canonical(value) {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const members = /** @type {Record<string, unknown>} */ (value);
  return `{${Object.keys(members).sort().map((name) => `${JSON.stringify(name)}:${canonical(members[name])}`).join(',')}}`;
}

/** @param {AsyncIterable<string>} pieces */
async function* linesOf(pieces) {
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest) yield rest;
}

/** @typedef {{ seq: number, hash: string }} Head @typedef {{ n: number, at: string, heads: Head[], previous: string }} Checkpoint */

class Check {
  /** @type {Head[]} */
  heads = Array.from({ length: CHAINS }, () => ({ seq: 0, hash: GENESIS }));
  /** @type {Map<number | 'checkpoints', string>} the first damage of each chain */
  damage = new Map();
  /** @type {Map<string, import('node:crypto').KeyObject>} */
  keys = new Map();
  entries = 0;
  checkpoints = 0;
  ended = false;
  /** @type {Checkpoint | undefined} */
  newest;
  previous = GENESIS;
  /** @type {number | null} */
  base = null;

  /** @param {{ kid: string, x: string }[]} keys */
  trust(keys) {
    this.keys = new Map(keys.map(({ kid, x }) => [kid, createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })]));
  }

  /** @param {number | 'checkpoints'} chain @param {string} what */
  broken(chain, what) {
    if (!this.damage.has(chain)) this.damage.set(chain, what);
  }

  /** @param {Record<string, any>} entry */
  takeEntry(entry) {
    this.entries += 1;
    const { hash, ...hashed } = entry;
    const { chain, seq, id, prev } = entry;
    const head = this.heads[chain];
    if (!Number.isInteger(chain) || !head) return this.broken('checkpoints', `entry ${id} stands in none of the chains`);
    if (seq > head.seq + 1) this.broken(chain, `entries ${head.seq + 1} to ${seq - 1} are missing before entry ${seq} (${id})`);
    else if (seq !== head.seq + 1) this.broken(chain, `entry ${seq} (${id}) stands behind entry ${head.seq}: it was inserted or moved`);
    else if (sha256(canonical(hashed)) !== hash) this.broken(chain, `entry ${seq} (${id}) was changed: its hash is not that of what it says`);
    else if (prev !== head.hash) this.broken(chain, `entry ${seq} (${id}) does not name the entry before it: one of the two was changed, put in or put in place of another`);
    this.heads[chain] = { seq, hash };
  }

  /** @param {string} jws @returns {Checkpoint | undefined} */
  open(jws) {
    const [head = '', body = '', signature = ''] = jws.split('.');
    try {
      const { alg, typ, kid, crit } = JSON.parse(Buffer.from(head, 'base64url').toString());
      const key = this.keys.get(kid);
      const asWritten = [head, body, signature].every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);
      if (alg !== 'EdDSA' || typ !== TYPE || crit !== undefined || !key || !asWritten) return undefined;
      return verify(null, Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url')) ? JSON.parse(Buffer.from(body, 'base64url').toString()) : undefined;
    } catch {
      return undefined;
    }
  }

  /** @param {string} jws */
  takeCheckpoint(jws) {
    this.checkpoints += 1;
    const checkpoint = this.open(jws);
    const first = this.checkpoints === 1 && this.base !== null;
    const expected = first ? this.base : (this.newest?.n ?? 0) + 1;
    if (!checkpoint) this.broken('checkpoints', `checkpoint ${expected} is not signed by a known key`);
    else if (checkpoint.n !== expected) this.broken('checkpoints', `checkpoint ${expected} is missing or was moved; checkpoint ${checkpoint.n} stands there`);
    else if (!first && checkpoint.previous !== this.previous) this.broken('checkpoints', `checkpoint ${expected} does not name the one before it`);
    this.previous = sha256(jws);
    if (!checkpoint) return;
    if (first) this.heads = checkpoint.heads.map(({ seq, hash: end }) => ({ seq, hash: end }));
    checkpoint.heads.forEach(({ seq, hash: end }, chain) => {
      const at = this.heads[chain];
      if (at && (at.seq !== seq || at.hash !== end)) this.broken(chain, `it ends with entry ${at.seq} where checkpoint ${checkpoint.n} knows entry ${seq}${at.seq === seq ? ' with another hash' : ''}: it was cut off or written anew`);
    });
    this.newest = checkpoint;
  }
}

/** @param {AsyncIterable<string>} pieces the file's text @param {{ kid: string, x: string }[]} [trusted] the file's own when left out */
async function verifyExport(pieces, trusted) {
  const check = new Check();
  let number = 0;
  for await (const text of linesOf(pieces)) {
    number += 1;
    const line = JSON.parse(text);
    if (check.ended) throw new Error(`Line ${number} stands behind the end.`);
    if (number === 1) {
      const { format, version, keys, base } = line.header ?? {};
      if (format !== 'plumbline-audit-log' || version !== 1) throw new Error('This is no export that this program knows.');
      check.trust(trusted ?? keys);
      check.base = base;
    } else if (line.entry) check.takeEntry(line.entry);
    else if (typeof line.checkpoint === 'string') check.takeCheckpoint(line.checkpoint);
    else if (line.end) {
      check.ended = true;
      if (line.end.entries !== check.entries || line.end.checkpoints !== check.checkpoints) throw new Error(`The last line tells of ${line.end.entries} entries and ${line.end.checkpoints} checkpoints; ${check.entries} and ${check.checkpoints} are there.`);
    } else throw new Error(`Line ${number} is no line of an export.`);
  }
  if (!check.ended) throw new Error('The export was cut short: its last line is missing.');
  return check;
}

async function main() {
  const [file, option, place, ...rest] = process.argv.slice(2);
  if (!file || (option && (option !== '--keys' || !place)) || rest.length > 0) throw new Error('Usage: node tools/verify-audit-export.mjs FILE [--keys JWKS_FILE_OR_URL]');
  const text = place && (/^https?:/.test(place) ? await (await fetch(place)).text() : readFileSync(place, 'utf8'));
  if (!text) process.stderr.write('Believing the keys that the file itself brings; name those of /.well-known/audit-keys.json with --keys.\n');
  const { damage, entries, checkpoints, newest, base } = await verifyExport(createReadStream(file, 'utf8'), text ? JSON.parse(text).keys : undefined);
  for (const [chain, what] of damage) process.stdout.write(`${chain === 'checkpoints' ? 'Checkpoints' : `Chain ${chain}`}: ${what}.\n`);
  const signed = newest ? `the last checkpoint is ${newest.n} of ${newest.at}` : 'no checkpoint vouches for them';
  process.stdout.write(damage.size === 0 ? `Sound: ${entries} ${entries === 1 ? 'entry' : 'entries'} and ${checkpoints} ${checkpoints === 1 ? 'checkpoint' : 'checkpoints'}, from ${base === null ? 'the first entry' : `checkpoint ${base}`} on; ${signed}.\n` : `BROKEN: ${damage.size} of the chains.\n`);
  process.exitCode = damage.size === 0 ? 0 : 1;
}

main().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
