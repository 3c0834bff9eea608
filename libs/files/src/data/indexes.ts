import type { IndexDefinition } from '@plumbline/database';

/** Indexes of files; migration 0010 makes them. Those of GridFS are named and shaped as its specification says, so that the driver makes none. */
export const FILE_INDEXES: readonly IndexDefinition[] = [
  { collection: 'files.chunks', name: 'files_id_1_n_1', keys: { files_id: 1, n: 1 }, options: { unique: true }, serves: 'reading and removing the bytes of a file' },
  { collection: 'files.files', name: 'filename_1_uploadDate_1', keys: { filename: 1, uploadDate: 1 }, serves: 'nothing of ours: the driver looks for it before its first write, and would make it' },
  {
    collection: 'file_records',
    name: 'file_records_left_behind',
    keys: { state: 1, startedAt: 1 },
    options: { partialFilterExpression: { state: { $in: ['receiving', 'removed'] } } },
    serves: 'the sweeper: uploads and removals that a crash has cut off',
  },
];
