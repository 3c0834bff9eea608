import { type DynamicModule, Global, type INestApplicationContext, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { Clock, Config, Ids } from '@plumbline/config';
import { SELECTION_MS } from './connection-options.js';
import { Database } from './database.js';
import { KeyRotation } from './key-rotation/key-rotation.js';
import { pause } from './retry.js';
import { SubjectKeysRepository } from './subject-keys/subject-keys.repository.js';
import { SubjectKeys } from './subject-keys/subject-keys.js';

/** Gives every module the one `Database`. */
@Global()
@Module({})
export class DatabaseModule implements OnModuleInit {
  constructor(@Inject(Database) private readonly database: Database) {}

  static forRoot(): DynamicModule {
    return {
      module: DatabaseModule,
      providers: [{ provide: Database, inject: [Config, Clock, Ids], useFactory: (config: Config, clock: Clock, ids: Ids) => new Database(config, clock, ids) }, SubjectKeysRepository, SubjectKeys, KeyRotation],
      exports: [Database, SubjectKeys, KeyRotation],
    };
  }

  /** Gives the first connection a moment; a database that is away does not keep the service from starting. */
  async onModuleInit(): Promise<void> {
    const waited = new AbortController();
    await Promise.race([this.database.start(), pause(SELECTION_MS, waited.signal)]);
    waited.abort();
  }
}

/** Closes the database of an application. It belongs behind the HTTP drain, which Nest's own `onModuleDestroy` runs before. */
export async function closeDatabase(app: INestApplicationContext): Promise<void> {
  await app.get(Database, { strict: false }).close();
}
