import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

// PKWARE APPNOTE 6.3.10, sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.16 (its end).
const END = { signature: 0x06054b50, size: 22, longestComment: 65_535 };
const ENTRY = { signature: 0x02014b50, size: 46 };
const LOCAL = { signature: 0x04034b50, size: 30 };
const STORED = 0;
const DEFLATED = 8;

/** @typedef {{ name: string, method: number, compressedSize: number, offset: number }} Entry */

/**
 * Takes one file out of a zip archive (a Python wheel is one). No ZIP64, no encryption: wheels below 4 GB have neither.
 * @param {string} archive
 * @param {(name: string) => boolean} isWanted
 * @param {string} target where to write it, mode 0700
 * @returns {Promise<string>} the sha256 of what was written, in hex
 * @throws {Error} when the archive is no zip or holds no such file
 */
export async function extractOne(archive, isWanted, target) {
  const file = await open(archive);
  try {
    const entry = (await entries(file)).find(({ name }) => isWanted(name));
    if (!entry) throw new Error('the archive does not hold the wanted file');
    if (entry.method !== STORED && entry.method !== DEFLATED) throw new Error(`compression method ${entry.method} is not known`);
    const header = await read(file, entry.offset, LOCAL.size);
    if (header.readUInt32LE(0) !== LOCAL.signature) throw new Error('the archive is damaged');
    const start = entry.offset + LOCAL.size + header.readUInt16LE(26) + header.readUInt16LE(28);
    const hash = createHash('sha256');
    const source = file.createReadStream({ start, end: start + entry.compressedSize - 1, autoClose: false });
    const hashing = new Transform({ transform: (chunk, _encoding, done) => (hash.update(chunk), done(null, chunk)) });
    const middle = entry.method === DEFLATED ? [createInflateRaw(), hashing] : [hashing];
    await pipeline([source, ...middle, createWriteStream(target, { mode: 0o700 })]);
    return hash.digest('hex');
  } finally {
    await file.close();
  }
}

/**
 * @param {import('node:fs/promises').FileHandle} file
 * @returns {Promise<Entry[]>}
 */
async function entries(file) {
  const { size } = await file.stat();
  const length = Math.min(size, END.size + END.longestComment);
  const tail = await read(file, size - length, length);
  const end = tail.lastIndexOf(Buffer.from('PK\u0005\u0006'));
  if (end < 0) throw new Error('the file is not a zip archive');
  const directory = await read(file, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  const found = [];
  for (let at = 0; at + ENTRY.size <= directory.length && directory.readUInt32LE(at) === ENTRY.signature; ) {
    const nameLength = directory.readUInt16LE(at + 28);
    const name = directory.toString('utf8', at + ENTRY.size, at + ENTRY.size + nameLength);
    found.push({ name, method: directory.readUInt16LE(at + 10), compressedSize: directory.readUInt32LE(at + 20), offset: directory.readUInt32LE(at + 42) });
    at += ENTRY.size + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return found;
}

/**
 * @param {import('node:fs/promises').FileHandle} file
 * @param {number} position
 * @param {number} length
 */
async function read(file, position, length) {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) throw new Error('the archive is cut short');
  return buffer;
}
