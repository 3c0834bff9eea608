/**
 * Layout of ZIP's records at the end of an archive (APPNOTE.TXT 6.3.10, sections 4.3.12 and 4.3.16). Only they are read: nothing is inflated.
 */
const END_SIGNATURE = 0x06054b50;
const END_MARK = Buffer.from('PK\x05\x06', 'latin1');
const ENTRY_SIGNATURE = 0x02014b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_HEADER_BYTES = 30;
/** Stands where a ZIP64 record has the number. */
const IN_ZIP64_16 = 0xffff;
const IN_ZIP64_32 = 0xffffffff;
/** General purpose bits 0, 6 and 13: encrypted in one of three ways. */
const ENCRYPTED_BITS = 0x0001 | 0x0040 | 0x2000;
const LONGEST_COMMENT = 0xffff;

/** How far from its end an archive may have its last record. */
export const END_REACH = END_BYTES + LONGEST_COMMENT;

/** An archive that is not what programs make of documents. */
export class OddArchive extends Error {
  override readonly name = 'OddArchive';
}

/** A file in an archive, as the central directory tells it. */
export interface Entry {
  readonly name: string;
  readonly isEncrypted: boolean;
  readonly compressedBytes: number;
  readonly bytes: number;
  /** Bytes of the archive that it takes: from its header on, as many as are certain. */
  readonly from: number;
  readonly to: number;
}

/**
 * Whether something that is no archive ends in what programs take for one: they look for the last record from the end, and do not mind what
 * stands before it (a self-extracting program, or a picture).
 * @param tail the last bytes of the content, END_REACH of them if there are so many.
 * @param size bytes of the whole content.
 */
export function endsInArchive(tail: Buffer, size: number): boolean {
  for (let at = tail.lastIndexOf(END_MARK); at !== -1; at = at === 0 ? -1 : tail.lastIndexOf(END_MARK, at - 1)) {
    if (at + END_BYTES > tail.length) continue;
    const [length, offset, comment] = [tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16), tail.readUInt16LE(at + 20)];
    // A directory and a comment must have room. Compressed pictures hold such bytes by chance once in 10^9.
    if (length + offset <= size - tail.length + at && at + END_BYTES + comment <= tail.length) return true;
  }
  return false;
}

/**
 * The entries of an archive that ends as documents do: no comment, one disk, no ZIP64, the directory right before its end record.
 * @param tail the last bytes of the content.
 * @param size bytes of the whole content.
 * @param mostEntries more are refused before they are read.
 * @throws OddArchive saying what is odd.
 */
export function readCentralDirectory(tail: Buffer, size: number, mostEntries: number): readonly Entry[] {
  const at = tail.length - END_BYTES;
  if (at < 0 || tail.readUInt32LE(at) !== END_SIGNATURE) throw new OddArchive('it is cut off, or something was appended to it');
  const [disk, directoryDisk, here, count] = [4, 6, 8, 10].map((offset) => tail.readUInt16LE(at + offset)) as [number, number, number, number];
  const [length, offset] = [tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16)];
  if (disk !== 0 || directoryDisk !== 0 || here !== count) throw new OddArchive('it is one of several parts');
  if (count === IN_ZIP64_16 || length === IN_ZIP64_32 || offset === IN_ZIP64_32) throw new OddArchive('it uses ZIP64, which no document of this size needs');
  if (count > mostEntries) throw new OddArchive(`it holds more than ${mostEntries} files`);
  if (offset + length !== size - END_BYTES) throw new OddArchive('its directory is not where it says');
  if (length > at) throw new OddArchive('its directory is larger than that of any document');
  return readEntries(tail.subarray(at - length, at), count, offset);
}

function readEntries(directory: Buffer, count: number, directoryOffset: number): readonly Entry[] {
  const entries: Entry[] = [];
  let at = 0;
  while (entries.length < count) {
    if (at + ENTRY_BYTES > directory.length || directory.readUInt32LE(at) !== ENTRY_SIGNATURE) throw new OddArchive('its directory is broken');
    const end = at + ENTRY_BYTES + directory.readUInt16LE(at + 28) + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
    if (end > directory.length) throw new OddArchive('its directory is broken');
    entries.push(readEntry(directory.subarray(at, end), directoryOffset));
    at = end;
  }
  if (at !== directory.length) throw new OddArchive('its directory holds more than it says');
  return entries;
}

function readEntry(record: Buffer, directoryOffset: number): Entry {
  const nameLength = record.readUInt16LE(28);
  const [compressedBytes, bytes, from] = [20, 24, 42].map((offset) => record.readUInt32LE(offset)) as [number, number, number];
  if ([compressedBytes, bytes, from].includes(IN_ZIP64_32)) throw new OddArchive('it uses ZIP64, which no document of this size needs');
  const to = from + LOCAL_HEADER_BYTES + nameLength + compressedBytes;
  if (to > directoryOffset) throw new OddArchive('a file in it is said to lie outside of it');
  return { name: record.toString('utf8', ENTRY_BYTES, ENTRY_BYTES + nameLength), isEncrypted: (record.readUInt16LE(8) & ENCRYPTED_BITS) !== 0, compressedBytes, bytes, from, to };
}
