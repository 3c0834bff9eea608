import type { Declared } from '../artifacts/declared.ts';
import type { TargetFile } from '../target/target-file.ts';

export function declaredBy(target: TargetFile): Declared {
  return {
    baseUrl: target.baseUrl,
    ...(target.public === undefined ? {} : { public: target.public }),
    ...(target.shared === undefined ? {} : { shared: target.shared }),
    ...(target.roles === undefined ? {} : { roles: target.roles }),
  };
}
