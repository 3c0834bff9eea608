import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Controller, Module, Post, Req } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ACCESS, Operation, type OperationId, Text, Whole } from '@plumbline/common';
import { loadConfig } from '@plumbline/config';
import { Database } from '@plumbline/database';
import { FileStore, FilesModule, UPLOAD_PROBLEMS, Uploads } from '@plumbline/files';
import { startMetricsServer } from '@plumbline/observability';
import type { FastifyRequest } from 'fastify';
import { mongo } from 'mongoose';
import { AppModule } from '../../apps/api/src/app.module.js';
import { createApplication } from '../../apps/api/src/application.js';

const OPERATION = 'bench.file';
// The access table is closed; this row exists only in the benchmark's process.
Object.assign(ACCESS, { [OPERATION]: ACCESS['users.getMe'] });
const FROM_SOCKET_BYTES = 65_536;
const SAMPLE_MS = 5;

class NoFields {
  @Text({ max: 20, optional: true, example: 'a' }) note?: string;
}

class KeptDto {
  @Whole({ min: 1, max: 20_971_520 }) size!: number;
}

@Controller('bench/files')
class FilesController {
  constructor(
    private readonly uploads: Uploads,
    private readonly files: FileStore,
  ) {}

  @Operation(OPERATION as OperationId, { summary: 'A file, kept', status: 201, upload: NoFields, response: KeptDto, problems: UPLOAD_PROBLEMS })
  @Post()
  keep(@Req() request: FastifyRequest): Promise<KeptDto> {
    return this.uploads.receive(request, NoFields, (_fields, { name, content }) => this.files.put(content, { name, ownerId: 'bench' }));
  }
}

/** What the benchmark asks for over the control channel. */
interface Task {
  /** `driver`: GridFS by the driver alone; `store`: FileStore.put. */
  readonly by: 'driver' | 'store';
  readonly files: number;
  readonly bytes: number;
}

/** Bytes as a socket gives them, of a PDF as far as anybody looks. */
function content(bytes: number): Readable {
  const [head, end] = [Buffer.from('%PDF-1.7\n'), Buffer.from('\n%%EOF\n')] as const;
  const whole = Buffer.concat([head, randomBytes(bytes - head.length - end.length), end]);
  const parts = Array.from({ length: Math.ceil(bytes / FROM_SOCKET_BYTES) }, (_, place) => whole.subarray(place * FROM_SOCKET_BYTES, (place + 1) * FROM_SOCKET_BYTES));
  return Readable.from(parts, { objectMode: false });
}

async function perform(app: NestFastifyApplication, bucket: mongo.GridFSBucket, { by, files, bytes }: Task): Promise<{ ms: number; cpuMicros: number }> {
  const store = app.get(FileStore, { strict: false });
  const contents = Array.from({ length: files }, () => content(bytes));
  const [begun, before] = [performance.now(), process.cpuUsage()];
  await Promise.all(contents.map((one) => (by === 'driver' ? pipeline(one, bucket.openUploadStream('bench')) : store.put(one, { name: 'bench.pdf', ownerId: 'bench' }))));
  const { user, system } = process.cpuUsage(before);
  return { ms: performance.now() - begun, cpuMicros: user + system };
}

let peakBytes = 0;

function usage(): { cpuMicros: number; rssBytes: number; peakBytes: number } {
  const { user, system } = process.cpuUsage();
  const rssBytes = process.memoryUsage.rss();
  const peak = Math.max(peakBytes, rssBytes);
  peakBytes = rssBytes;
  return { cpuMicros: user + system, rssBytes, peakBytes: peak };
}

/** The real application with one more controller, which takes files; says its port, then does what the control channel asks. */
async function main(): Promise<void> {
  Module({ imports: [FilesModule], controllers: [FilesController] })(AppModule);
  const config = loadConfig();
  const { app } = await createApplication(config);
  if (config.metricsPort !== undefined) await startMetricsServer(config.metricsPort, config.get('HOST'));
  const bucket = new mongo.GridFSBucket(app.get(Database).db, { bucketName: 'bench' });
  setInterval(() => (peakBytes = Math.max(peakBytes, process.memoryUsage.rss())), SAMPLE_MS).unref();
  process.on('message', (message: 'usage' | Task) => {
    if (message === 'usage') process.send?.({ usage: usage() });
    else void perform(app, bucket, message).then((done) => process.send?.({ done }), (error: unknown) => process.send?.({ failed: String(error) }));
  });
  process.on('disconnect', () => process.exit(0));
  await app.listen({ port: 0, host: '127.0.0.1' });
  process.send?.({ port: Number(new URL(await app.getUrl()).port) });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
