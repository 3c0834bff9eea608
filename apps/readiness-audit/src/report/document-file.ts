import type { Artifacts } from '../artifacts/artifacts.ts';
import { barePath } from '../gather/repository/specifications.ts';
import type { Evidenced } from '../judge/judge-check.ts';

/**
 * Which file of the target's repository holds its OpenAPI document: the one that the target file names, else one that is committed and lists
 * every operation that is served.
 * @returns its path within the repository; undefined where it lies nowhere there
 */
export function documentFileOf({ document, repository }: Evidenced['artifacts']): string | undefined {
  if (document === undefined || !('value' in document) || repository === undefined || !('value' in repository)) return undefined;
  const { source, operations } = document.value;
  const { files, specifications } = repository.value;
  const told = source.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
  if (files.includes(told)) return told;
  const served = operations.map(({ method, path }) => ({ method, path: barePath(path) }));
  return specifications.find((one) => served.every((operation) => lists(one, operation)))?.file;
}

/** A committed document may leave out the base path. */
function lists({ operations }: Artifacts['repository']['specifications'][number], served: { readonly method: string; readonly path: string }): boolean {
  return operations.some((one) => {
    const [method, path = ''] = one.split(' ');
    return method === served.method && path !== '' && served.path.endsWith(path);
  });
}
