import type { TargetFile } from '../target/target-file.ts';

/** What of the target file verdicts hang on; no credentials. */
export type Declared = Pick<TargetFile, 'baseUrl' | 'public' | 'shared' | 'roles'>;
