import { SignatureVerifier } from '@plumbline/signatures';
import { openCheckpoint } from '../adapters/checkpoint-signatures.js';
import { sha256 } from '../adapters/sha256.js';
import { type ExportEnd, type ExportHeader, type ExportKey, readHeader, readLine, UnreadableExport } from '../domain/export-format.js';
import { LogCheck, type LogRecord } from '../domain/log-check.js';
import type { CheckLimits, LogReport } from './verify-log.js';

const AT_ONCE = 500;

/**
 * Checks an export, without the service and its database.
 * @param lines of the file, without their ends.
 * @param trusted the keys to believe; those that the export itself brings when left out, which shows no more than that it is one piece.
 * @throws UnreadableExport when it is no export, or was cut short.
 */
export async function verifyExport(lines: AsyncIterable<string>, trusted: readonly ExportKey[] | undefined, { progress }: Pick<CheckLimits, 'progress'> = {}): Promise<LogReport> {
  const reading = new ExportReading(trusted);
  for await (const line of lines) {
    reading.take(line);
    if (reading.lines % AT_ONCE === 0) progress?.(reading.entries);
  }
  return reading.finish();
}

/** An export that is being read. */
class ExportReading {
  #header: ExportHeader | undefined;
  #keys = new SignatureVerifier([]);
  #check: LogCheck | undefined;
  #end: ExportEnd | undefined;
  #waiting: LogRecord[] = [];
  lines = 0;

  constructor(private readonly trusted: readonly ExportKey[] | undefined) {}

  get entries(): number {
    return this.#check?.entries ?? 0;
  }

  take(text: string): void {
    this.lines += 1;
    if (this.#header === undefined) return this.#begin(text);
    const line = readLine(text, this.lines);
    if (this.#end !== undefined || 'header' in line) throw new UnreadableExport(`Line ${this.lines} stands behind the end.`);
    if ('end' in line) this.#end = line.end;
    else if ('entry' in line) this.#push({ entry: line.entry });
    else this.#push({ checkpoint: openCheckpoint(this.#keys, line.checkpoint) });
  }

  finish(): LogReport {
    if (this.#header === undefined) throw new UnreadableExport('The file is empty.');
    if (this.#end === undefined) throw new UnreadableExport('The export was cut short: its last line is missing.');
    this.#check ??= new LogCheck(sha256);
    this.#check.take(this.#waiting);
    const verdict = this.#check.finish();
    const whole = this.#end.entries === verdict.entries && this.#end.checkpoints === verdict.checkpoints;
    if (!whole && verdict.findings.length === 0) throw new UnreadableExport(`The export's last line tells of ${this.#end.entries} entries and ${this.#end.checkpoints} checkpoints; ${verdict.entries} and ${verdict.checkpoints} are there.`);
    return { ...verdict, since: this.#header.base, toTheEnd: true };
  }

  #begin(text: string): void {
    this.#header = readHeader(text);
    this.#keys = SignatureVerifier.of(this.trusted ?? this.#header.keys);
  }

  #push(record: LogRecord): void {
    if (this.#check === undefined) {
      this.#check = this.#newCheck(record);
      if (this.#header?.base !== null) return;
    }
    this.#waiting.push(record);
    if (this.#waiting.length < AT_ONCE) return;
    this.#check.take(this.#waiting);
    this.#waiting = [];
  }

  /** An export of a part is only worth something when the checkpoint that it begins behind is. */
  #newCheck(first: LogRecord): LogCheck {
    const base = this.#header?.base ?? null;
    if (base === null) return new LogCheck(sha256);
    const checkpoint = 'checkpoint' in first ? first.checkpoint : undefined;
    if (checkpoint?.opened.ok !== true || checkpoint.opened.checkpoint.n !== base) throw new UnreadableExport(`The export begins behind checkpoint ${base}, and its second line is not that checkpoint with a good signature of a known key.`);
    return new LogCheck(sha256, { base: checkpoint });
  }
}
