import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { crc32, deflateSync } from 'node:zlib';

/** Nothing that a scan finds: hex digits. */
function filler(bytes: number): Buffer {
  return Buffer.from(randomBytes(Math.ceil(bytes / 2)).toString('hex').slice(0, bytes), 'latin1');
}

/** A PDF of exactly so many bytes (>= 200), unlike any other; `inside` stands in the middle of it. */
export function pdf(bytes = 2_000, inside = ''): Buffer {
  const [head, end] = ['%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n', '\nstartxref\n0\n%%EOF\n'].map((text) => Buffer.from(text, 'latin1')) as [Buffer, Buffer];
  const middle = Buffer.from(inside, 'latin1');
  const room = bytes - head.length - end.length - middle.length;
  const before = Math.floor(room / 2);
  return Buffer.concat([head, filler(before), middle, filler(room - before), end]);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  crc.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, crc]);
}

/** A picture of one point. */
export function png(more: readonly (readonly [type: string, data: Buffer])[] = []): Buffer {
  const header = Buffer.from('00000001000000010802000000', 'hex');
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), pngChunk('IHDR', header), ...more.map(([type, data]) => pngChunk(type, data)), pngChunk('IDAT', deflateSync(Buffer.alloc(4))), pngChunk('IEND', Buffer.alloc(0))]);
}

/** What begins and ends as a JPEG. */
export function jpeg(inside: Buffer = randomBytes(500)): Buffer {
  return Buffer.concat([Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'), inside, Buffer.from('ffd9', 'hex')]);
}

/** The bytes as a stream, in parts of a size that fits nothing. */
export function streamOf(bytes: Buffer, partBytes = 65_521): Readable {
  const parts = Array.from({ length: Math.ceil(bytes.length / partBytes) }, (_, place) => bytes.subarray(place * partBytes, (place + 1) * partBytes));
  return Readable.from(parts, { objectMode: false });
}
