import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { LogLine, Logs, LogStart } from '../artifacts/logs.ts';
import { isObject } from '../json.ts';
import { CANARIES, formIn } from './canaries.ts';
import type { Lab } from './lab.ts';
import { credentialsInLog, secretsInLog, withoutSecretsOfLog } from './repository/secrets.ts';
import { Unavailable } from './unavailable.ts';

/** Of which every line is kept; and of what is searched at all. */
const MOST_KEPT = 8 * 1_048_576;
const MOST_READ = 256 * 1_048_576;
const LONGEST_LINE = 32_768;
/** Loggers write behind the answer; the log is over when it has not grown for so long. */
const QUIET_MS = 400;
const PATIENCE_MS = 5_000;

const sizeOf = (file: string): number | undefined => statSync(file, { throwIfNoEntry: false })?.size;

/** Remembers where the log ends: what stood there before is not of this run. @throws Unavailable when no log is named */
export function startOfLog(lab: Lab): LogStart {
  const { logs, folder } = lab.target;
  if (logs === undefined) throw new Unavailable('The target file does not say where the log is: name it in `logs.file`; a log that goes to standard output can be sent there with `| tee FILE`.');
  const file = path.resolve(folder, logs.file);
  return { file: logs.file, bytes: sizeOf(file) ?? 0 };
}

/**
 * The lines that were written since the start.
 * @throws Unavailable when there is no such file, or when nothing was written
 */
export async function gatherLogs(lab: Lab, start: LogStart): Promise<Logs> {
  const file = path.resolve(lab.target.folder, start.file);
  await untilQuiet(file);
  const size = sizeOf(file);
  if (size === undefined) throw new Unavailable(`There is no log at ${start.file}: correct \`logs.file\`.`);
  // A log that has shrunk was rotated: all of it is new.
  const from = size < start.bytes ? 0 : start.bytes;
  if (size === from) throw new Unavailable(`Nothing was written to ${start.file} while ${lab.requests} requests were sent: is it the log of this service?`);
  const lines: LogLine[] = [];
  let [bytes, more] = [0, 0];
  for await (const text of createInterface({ input: createReadStream(file, { start: from, end: Math.min(size, from + MOST_READ) - 1 }), crlfDelay: Infinity })) {
    if (text.trim() === '') continue;
    bytes += text.length;
    if (bytes <= MOST_KEPT || isTelling(lab, text)) lines.push(lineOf(lab, text));
    else more += 1;
  }
  return { file: start.file, lines, more, isCut: size - from > MOST_READ };
}

const isTelling = (lab: Lab, text: string): boolean => CANARIES.some((canary) => formIn(text, canary) !== undefined) || lab.mask.namesIn(text).length > 0 || secretsInLog(text).length > 0 || credentialsInLog(text).length > 0;

/** What was written to the log since, as it stands: of much of it the beginning; empty where there is no log. */
export async function writtenSince(lab: Lab, { file, bytes }: LogStart): Promise<string> {
  const place = path.resolve(lab.target.folder, file);
  await untilQuiet(place);
  const size = sizeOf(place) ?? 0;
  const from = size < bytes ? 0 : bytes;
  return size === from ? '' : readBetween(place, from, Math.min(size, from + MOST_KEPT));
}

async function untilQuiet(file: string): Promise<void> {
  const ends = performance.now() + PATIENCE_MS;
  for (let before: number | undefined; performance.now() < ends;) {
    const now = sizeOf(file);
    if (now === before) return;
    before = now;
    await delay(QUIET_MS);
  }
}

function readBetween(file: string, from: number, to: number): string {
  const handle = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(to - from);
    return bytes.subarray(0, readSync(handle, bytes, 0, bytes.length, from)).toString();
  } finally {
    closeSync(handle);
  }
}

function lineOf(lab: Lab, line: string): LogLine {
  const bare = lab.mask.text(line);
  const [secrets, keys, credentials] = [lab.mask.namesIn(line), secretsInLog(bare), credentialsInLog(bare)];
  const text = keys.length + credentials.length === 0 ? bare : withoutSecretsOfLog(bare);
  const json = line.length <= LONGEST_LINE && line.trimStart().startsWith('{') ? objectOf(text) : undefined;
  return { text: text.slice(0, LONGEST_LINE), ...(json === undefined ? {} : { json }), ...(secrets.length === 0 ? {} : { secrets }), ...(keys.length === 0 ? {} : { keys }), ...(credentials.length === 0 ? {} : { credentials }) };
}

function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
