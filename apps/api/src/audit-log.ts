import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AuditLogModule, type ExportKey, ExportLog, type LogReport, UnreadableExport, verifyExport, VerifyLog } from '@plumbline/audit-log';
import { ConfigModule, InvalidEnvironment, loadConfig } from '@plumbline/config';
import { closeDatabase, DatabaseModule } from '@plumbline/database';
import { Problem } from '@plumbline/problems';
import { linesOf } from './lines.js';

const USAGE = `Usage: npm run audit-log -- verify [--file EXPORT [--keys JWKS_FILE_OR_URL]]
       npm run audit-log -- export [--out FILE] [--from TIME] [--to TIME]
Times are RFC 3339, such as 2026-03-14T09:26:53Z.`;

/** Exit codes: 0 sound or written, 1 broken or failed, 2 wrongly called. */
const EXIT = { done: 0, failed: 1, usage: 2 } as const;
const FIRST_WORD_AFTER_MS = 2_000;
const FETCH_MS = 10_000;

/** It was called in a way that it does not know. */
class WrongCall extends Error {}

type Provided<T> = abstract new (...args: never[]) => T;

const figure = (value: number): string => value.toLocaleString('en');
const counted = (value: number, one: string, many: string): string => (value === 1 ? one : `${figure(value)} ${many}`);

/** Runs `work` with one provider of the audit log on the database of the environment. */
async function onDatabase<T, R>(provider: Provided<T>, work: (provided: T) => Promise<R>): Promise<R> {
  @Module({ imports: [ConfigModule.forRoot(loadConfig()), DatabaseModule.forRoot(), AuditLogModule] })
  class CommandModule {}
  const app = await NestFactory.createApplicationContext(CommandModule, { logger: false, abortOnError: false });
  try {
    return await work(app.get<T>(provider, { strict: false }));
  } finally {
    await app.close();
    await closeDatabase(app);
  }
}

/** Says on stderr how far it has come, once it takes long enough for somebody to wonder. */
function progress(): (entries: number) => void {
  const begun = performance.now();
  let next = begun + FIRST_WORD_AFTER_MS;
  return (entries) => {
    const now = performance.now();
    if (now < next) return;
    next = now + FIRST_WORD_AFTER_MS;
    process.stderr.write(`... ${figure(entries)} entries, ${figure(Math.round((entries / (now - begun)) * 1_000))} a second\n`);
  };
}

function summary({ entries, checkpoints, newest, unsigned, since, findings }: LogReport): string {
  const looked = `${counted(entries, '1 entry', 'entries')} and ${counted(checkpoints, '1 checkpoint', 'checkpoints')}, from ${since === null ? 'the first entry' : `checkpoint ${since}`} on`;
  const signed = newest === undefined ? 'no checkpoint vouches for them' : `checkpoint ${newest.n} of ${newest.at} (key ${newest.keyId}) vouches for ${unsigned === 0 ? 'all of them' : `all but the last ${counted(unsigned, 'one', 'of them')}`}`;
  return findings.length === 0 ? `Sound: ${looked}; ${signed}.` : `BROKEN: ${counted(findings.length, '1 chain', 'chains')}, the first damage of each above; looked at ${looked}.`;
}

async function keysFrom(place: string | undefined): Promise<readonly ExportKey[] | undefined> {
  if (place === undefined) return undefined;
  const text = /^https?:\/\//.test(place) ? await (await fetch(place, { signal: AbortSignal.timeout(FETCH_MS) })).text() : readFileSync(place, 'utf8');
  const { keys } = JSON.parse(text) as { keys?: unknown };
  if (!Array.isArray(keys) || keys.length === 0) throw new Error(`${place} holds no JSON Web Key Set.`);
  return keys as ExportKey[];
}

async function verify(file: string | undefined, keys: string | undefined): Promise<number> {
  if (keys !== undefined && file === undefined) throw new WrongCall();
  if (file !== undefined && keys === undefined) process.stderr.write('Believing the keys that the file itself brings; to know who signed it, name those of /.well-known/audit-keys.json with --keys.\n');
  const trusted = await keysFrom(keys);
  const report = file === undefined ? await onDatabase(VerifyLog, (verifyLog) => verifyLog.whole({ progress: progress() })) : await verifyExport(linesOf(createReadStream(file, 'utf8')), trusted, { progress: progress() });
  for (const { sentence } of report.findings) process.stdout.write(`${sentence}\n`);
  process.stdout.write(`${summary(report)}\n`);
  return report.findings.length === 0 ? EXIT.done : EXIT.failed;
}

function moment(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new WrongCall();
  return date;
}

async function write(out: string | undefined, from: Date | undefined, to: Date | undefined): Promise<number> {
  const target: Writable = out === undefined ? process.stdout : createWriteStream(out);
  await onDatabase(ExportLog, (exportLog) => pipeline(Readable.from(exportLog.chunks({ from, to }), { objectMode: false }), target, { end: out !== undefined }));
  if (out !== undefined) process.stderr.write(`Wrote ${out}; check it with: node tools/verify-audit-export.mjs ${out} --keys JWKS_FILE_OR_URL\n`);
  return EXIT.done;
}

async function run(args: readonly string[]): Promise<number> {
  const options = { file: { type: 'string' }, keys: { type: 'string' }, out: { type: 'string' }, from: { type: 'string' }, to: { type: 'string' } } as const;
  const { positionals, values } = parseArgs({ args: [...args], options, allowPositionals: true });
  const { file, keys, out, from, to } = values;
  const others = (mine: readonly (string | undefined)[]): boolean => mine.some((value) => value !== undefined);
  if (positionals.join() === 'verify' && !others([out, from, to])) return verify(file, keys);
  if (positionals.join() === 'export' && !others([file, keys])) return write(out, moment(from), moment(to));
  throw new WrongCall();
}

/** One line for whoever runs this; what is unexpected keeps its message, too, but never a stack. */
function sentence(error: unknown): string {
  if (error instanceof Problem && error.type.code === 'DEPENDENCY_DOWN') return 'The database cannot be reached; check that MongoDB runs and that MONGODB_URI names it (with its replicaSet).';
  if (error instanceof InvalidEnvironment || error instanceof UnreadableExport) return error.message;
  return `The audit log could not be read: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`;
}

async function main(args: readonly string[]): Promise<number> {
  try {
    return await run(args);
  } catch (error) {
    const wrongCall = error instanceof WrongCall || (error as { code?: unknown }).code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION';
    process.stderr.write(`${wrongCall ? USAGE : sentence(error)}\n`);
    return wrongCall ? EXIT.usage : EXIT.failed;
  }
}

process.exitCode = await main(process.argv.slice(2));
