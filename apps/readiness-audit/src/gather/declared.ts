import type { TargetFile } from '../target/target-file.ts';

/** What of the target file verdicts hang on; no credentials. */
export type Declared = Pick<TargetFile, 'baseUrl' | 'public' | 'shared' | 'roles'>;

export function declaredBy(target: TargetFile): Declared {
  return {
    baseUrl: target.baseUrl,
    ...(target.public === undefined ? {} : { public: target.public }),
    ...(target.shared === undefined ? {} : { shared: target.shared }),
    ...(target.roles === undefined ? {} : { roles: target.roles }),
  };
}
