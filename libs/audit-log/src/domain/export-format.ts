import { canonicalJson } from './canonical-json.js';
import type { AuditEntry } from './entry.js';

/** Name and version of the export's format; docs/audit-log.md specifies it. */
export const EXPORT_FORMAT = 'plumbline-audit-log';
export const EXPORT_VERSION = 1;

/** A public key as the header has it (RFC 7517, RFC 8037). */
export interface ExportKey {
  readonly kid: string;
  readonly x: string;
}

/** The first line of an export. */
export interface ExportHeader {
  readonly format: typeof EXPORT_FORMAT;
  readonly version: typeof EXPORT_VERSION;
  /** Which service's log it is. */
  readonly issuer: string;
  readonly exportedAt: string;
  readonly keys: readonly ExportKey[];
  /** Number of the checkpoint behind which it begins, which is its second line; null when it begins with the first entries. */
  readonly base: number | null;
}

/** The last line: without it the file was cut short. */
export interface ExportEnd {
  readonly entries: number;
  readonly checkpoints: number;
}

/** One line of an export, without its line end: an object with one member, which says what it is. */
export type ExportLine = { readonly header: ExportHeader } | { readonly checkpoint: string } | { readonly entry: AuditEntry } | { readonly end: ExportEnd };

export function writeLine(line: ExportLine): string {
  return `${canonicalJson(line)}\n`;
}

/** The file is no export, or its end is missing. */
export class UnreadableExport extends Error {
  override readonly name = 'UnreadableExport';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Reads one line.
 * @param number of the line, from 1.
 * @throws UnreadableExport when it is no line of an export.
 */
export function readLine(text: string, number: number): ExportLine {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    throw new UnreadableExport(`Line ${number} is no JSON.`);
  }
  const [kind = '', ...others] = isObject(line) ? Object.keys(line) : [];
  const content = isObject(line) ? line[kind] : undefined;
  const fits = kind === 'checkpoint' ? typeof content === 'string' : ['header', 'entry', 'end'].includes(kind) && isObject(content);
  if (!fits || others.length > 0) throw new UnreadableExport(`Line ${number} is no line of an export.`);
  return line as ExportLine;
}

/** @throws UnreadableExport when it is not the first line of an export that we can read. */
export function readHeader(text: string): ExportHeader {
  const line = readLine(text, 1);
  if (!('header' in line)) throw new UnreadableExport('Line 1 is not the header of an export.');
  const { format, version, keys, base } = line.header as Partial<Record<keyof ExportHeader, unknown>>;
  if (format !== EXPORT_FORMAT || version !== EXPORT_VERSION) throw new UnreadableExport(`The export is of the format ${String(format)} ${String(version)}; this program reads ${EXPORT_FORMAT} ${EXPORT_VERSION}.`);
  if (!Array.isArray(keys) || !(base === null || Number.isSafeInteger(base))) throw new UnreadableExport('The header lacks its keys or its base.');
  return line.header;
}
