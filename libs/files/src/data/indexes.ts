import type { IndexDefinition } from '@plumbline/database';

/** Indexes of files; migration 0010 makes them. */
export const FILE_INDEXES: readonly IndexDefinition[] = [
  // Named as the driver would, so that a GridFS tool which looks for it makes no second one.
  { collection: 'files.chunks', name: 'files_id_1_n_1', keys: { files_id: 1, n: 1 }, options: { unique: true }, serves: 'reading and removing the bytes of a file' },
  {
    collection: 'file_records',
    name: 'file_records_left_behind',
    keys: { state: 1, startedAt: 1 },
    options: { partialFilterExpression: { state: { $in: ['receiving', 'removed'] } } },
    serves: 'the sweeper: uploads and removals that a crash has cut off',
  },
];
