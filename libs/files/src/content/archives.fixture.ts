import { crc32, deflateRawSync } from 'node:zlib';

/** A file for an archive, and lies about it. */
export interface Packed {
  readonly name: string;
  readonly data?: string | Buffer;
  readonly stored?: true;
  /** General purpose bits. */
  readonly flags?: number;
  /** What the central directory says in place of the truth. */
  readonly claims?: { readonly bytes?: number; readonly compressedBytes?: number; readonly from?: number };
}

export interface ArchiveOptions {
  readonly comment?: string;
  /** Bytes in front of the first file. */
  readonly before?: Buffer;
  /** Overwrites numbers of the end record, by their offset. */
  readonly end?: Readonly<Record<number, readonly [bytes: 2 | 4, value: number]>>;
}

function localHeader(name: Buffer, method: number, flags: number, packed: Buffer, data: Buffer): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(flags, 6);
  header.writeUInt16LE(method, 8);
  header.writeUInt32LE(crc32(data), 14);
  header.writeUInt32LE(packed.length, 18);
  header.writeUInt32LE(data.length, 22);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name, packed]);
}

function directoryEntry(name: Buffer, method: number, flags: number, numbers: { crc: number; compressedBytes: number; bytes: number; from: number }): Buffer {
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(20, 4);
  entry.writeUInt16LE(20, 6);
  entry.writeUInt16LE(flags, 8);
  entry.writeUInt16LE(method, 10);
  entry.writeUInt32LE(numbers.crc, 16);
  entry.writeUInt32LE(numbers.compressedBytes, 20);
  entry.writeUInt32LE(numbers.bytes, 24);
  entry.writeUInt16LE(name.length, 28);
  entry.writeUInt32LE(numbers.from, 42);
  return Buffer.concat([entry, name]);
}

/** A ZIP archive that any program opens, unless something in it is told otherwise. */
export function archive(files: readonly Packed[], { comment = '', before = Buffer.alloc(0), end: changes = {} }: ArchiveOptions = {}): Buffer {
  const locals: Buffer[] = [before];
  const entries: Buffer[] = [];
  let at = before.length;
  for (const { name, data = '', stored, flags = 0, claims = {} } of files) {
    const [nameBytes, dataBytes] = [Buffer.from(name), Buffer.from(data)];
    const packed = stored === true ? dataBytes : deflateRawSync(dataBytes);
    const method = stored === true ? 0 : 8;
    const local = localHeader(nameBytes, method, flags, packed, dataBytes);
    locals.push(local);
    entries.push(directoryEntry(nameBytes, method, flags, { crc: crc32(dataBytes), compressedBytes: packed.length, bytes: dataBytes.length, from: at, ...claims }));
    at += local.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  end.writeUInt16LE(comment.length, 20);
  for (const [offset, [bytes, value]] of Object.entries(changes)) end.writeUIntLE(value, Number(offset), bytes);
  return Buffer.concat([...locals, directory, end, Buffer.from(comment)]);
}

const CONTENT_TYPES: Packed = { name: '[Content_Types].xml', data: '<?xml version="1.0"?><Types/>' };
const PARTS = { docx: 'word/document.xml', xlsx: 'xl/workbook.xml', pptx: 'ppt/presentation.xml' } as const;

/** A document of Office Open XML, as far as its archive goes. */
export function openXml(kind: keyof typeof PARTS, more: readonly Packed[] = [], options: ArchiveOptions = {}): Buffer {
  return archive([CONTENT_TYPES, { name: '_rels/.rels', data: '<Relationships/>' }, { name: PARTS[kind], data: `<w>${'A policy. '.repeat(200)}</w>` }, ...more], options);
}

/** A document of OpenDocument, as far as its archive goes. */
export function openDocument(kind: 'text' | 'spreadsheet' | 'presentation', more: readonly Packed[] = []): Buffer {
  return archive([{ name: 'mimetype', data: `application/vnd.oasis.opendocument.${kind}`, stored: true }, { name: 'content.xml', data: '<office/>' }, ...more]);
}
