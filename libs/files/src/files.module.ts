import { Module } from '@nestjs/common';
import { FileRecords } from './data/file-records.js';
import { FileStore } from './file-store.js';
import { Uploads } from './http/uploads.js';
import { GridFsFileStore } from './store/grid-fs-file-store.js';
import { SweepFiles } from './store/sweep-files.js';

/** Files, for the modules that import it. Needs `ConfigModule` and `DatabaseModule`. */
@Module({
  providers: [FileRecords, { provide: FileStore, useClass: GridFsFileStore }, SweepFiles, Uploads],
  exports: [FileStore, Uploads],
})
export class FilesModule {}
