import { randomUUID } from 'node:crypto';
import { Body, Controller, HttpCode, Injectable, Module, Param, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AuditLog, VerifyLog } from '@plumbline/audit-log';
import { ACCESS, OneOf, Operation, type OperationId, Uuid } from '@plumbline/common';
import { loadConfig } from '@plumbline/config';
import { createIndexes, Database, defineSchema, EVERYTHING, Repository, type Stored, unrelayedIndex } from '@plumbline/database';
import type { RelayedEvent } from '@plumbline/jobs';
import { startMetricsServer } from '@plumbline/observability';
import { defineStateMachine } from '@plumbline/problems';
import { AppModule } from '../../apps/api/src/app.module.js';
import { createApplication } from '../../apps/api/src/application.js';

const OPERATION = 'bench.transition';
// The access table is closed; this row exists only in the benchmark's process.
Object.assign(ACCESS, { [OPERATION]: ACCESS['users.getMe'] });

const COLLECTION = 'bench_doors';
const LOOK_MS = 10;
const DOORS = defineStateMachine({ initial: 'open', transitions: { open: { open: 'open', shut: 'shut' }, shut: { open: 'open', shut: 'shut' } } });

interface Door extends Stored {
  readonly state: string;
}

@Injectable()
class Doors extends Repository<Door, never> {
  constructor(database: Database) {
    super(database, COLLECTION, defineSchema<Door>({ state: { type: String, required: true } }));
  }

  protected override scopeFilter(): never {
    throw new Error('A door has no owner.');
  }
}

class DoorParams {
  @Uuid() doorId!: string;
}

class DoorDto {
  @OneOf(DOORS.states) state!: string;
}

@Controller('bench/doors')
class DoorsController {
  constructor(private readonly doors: Doors) {}

  /** The least that a transition is: one conditional write with its event. */
  @Operation(OPERATION as OperationId, { summary: 'Opens or shuts', response: DoorDto, idempotency: 'none' })
  @Post(':doorId')
  @HttpCode(200)
  move(@Param() { doorId }: DoorParams, @Body() { state }: DoorDto): Promise<DoorDto> {
    return this.doors.transition(EVERYTHING, doorId, { step: DOORS.step(state === 'open' ? 'open' : 'shut'), events: [{ type: `door.${state}`, data: { businessId: doorId, catalogueVersion: 1, eligible: true } }] }, ['state']);
  }
}

/** What the benchmark asks for over the control channel. */
type Task = { readonly make: readonly string[] } | { readonly relayed: true } | { readonly forget: true } | { readonly append: number; readonly atOnce: number } | { readonly verify: true };

function events(count: number, objects: readonly string[], from: number): RelayedEvent[] {
  return Array.from({ length: count }, (_, place) => {
    const [objectId = '', seq] = [objects[(from + place) % objects.length], 1 + Math.floor((from + place) / objects.length)];
    return { id: `bench:${objectId}:${seq}:0`, type: 'door.open', at: new Date(), actor: objectId, data: { businessId: objectId, catalogueVersion: 1, eligible: true }, collection: 'bench', objectId, seq };
  });
}

async function append(log: AuditLog, count: number, atOnce: number): Promise<void> {
  const objects = Array.from({ length: 1_000 }, () => randomUUID());
  for (let from = 0; from < count; from += atOnce) await log.append(events(Math.min(atOnce, count - from), objects, from));
}

/** What is asked for, and how long it took. */
async function perform(app: NestFastifyApplication, task: Task): Promise<object> {
  const doors = app.get(Database).db.collection<{ _id: string }>(COLLECTION);
  const begun = performance.now();
  if ('make' in task) await doors.insertMany(task.make.map((_id) => ({ _id, v: 1, state: 'open' })));
  else if ('forget' in task) await doors.updateMany({}, { $unset: { outbox: 1, unrelayed: 1 } });
  else if ('append' in task) await append(app.get(AuditLog, { strict: false }), task.append, task.atOnce);
  else if ('verify' in task) {
    const { entries, findings } = await app.get(VerifyLog, { strict: false }).whole();
    if (findings.length > 0) throw new Error(findings[0]?.sentence);
    return { ms: performance.now() - begun, entries };
  } else while ((await doors.findOne({ unrelayed: { $exists: true } }, { projection: { _id: 1 } })) !== null) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  return { ms: performance.now() - begun };
}

/**
 * The real application with one more controller; says its port, then does what the control channel asks.
 * @param name `unheard`: events are relayed to a log that writes nothing.
 */
async function main(name: string): Promise<void> {
  if (name === 'unheard') AuditLog.prototype.append = () => Promise.resolve();
  Module({ controllers: [DoorsController], providers: [Doors] })(AppModule);
  const config = loadConfig();
  const { app } = await createApplication(config);
  if (config.metricsPort !== undefined) await startMetricsServer(config.metricsPort, config.get('HOST'));
  await createIndexes(app.get(Database).db, [unrelayedIndex(COLLECTION)]);
  process.on('message', (message: 'usage' | Task) => {
    const { user, system } = process.cpuUsage();
    if (message === 'usage') process.send?.({ usage: { cpuMicros: user + system, rssBytes: process.memoryUsage.rss() } });
    else void perform(app, message).then((done) => process.send?.({ done }), (error: unknown) => process.send?.({ failed: String(error) }));
  });
  process.on('disconnect', () => process.exit(0));
  await app.listen({ port: 0, host: '127.0.0.1' });
  process.send?.({ port: Number(new URL(await app.getUrl()).port) });
}

main(process.argv[2] ?? '').catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
