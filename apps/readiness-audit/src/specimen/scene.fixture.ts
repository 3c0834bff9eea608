import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { audit } from '../audit.ts';
import { Lab } from '../gather/lab.ts';
import type { AnyCheck } from '../judge/check.ts';
import type { Outcome } from '../judge/outcome.ts';
import type { TargetFile } from '../target/target-file.ts';
import { PASSWORD, PEOPLE } from './people.fixture.ts';
import type { Specimen } from './route.fixture.ts';
import { REPOSITORY } from './repository.fixture.ts';
import { startSpecimen, type Wanted } from './specimen.fixture.ts';

const LOG = 'specimen.log';

/** A service, its repository and what the target file says of them. */
export interface Scene extends Wanted {
  /** Members in place of the usual ones; `{{url}}` and `{{folder}}` stand for the specimen's address and its folder. */
  readonly target?: Partial<TargetFile>;
  /** Members that the target file lacks. */
  readonly untold?: readonly (keyof TargetFile)[];
  /** Files of its repository that differ from the usual ones: contents by path; null for one that is not there. */
  readonly files?: Readonly<Record<string, string | null>>;
}

/** What each check must be tried on. */
export interface Scenes {
  readonly passes: Scene;
  readonly fails: Scene;
  /** It has nothing to say: there is nothing that it is about, or no way to find out. */
  readonly silent: Scene & { readonly as: 'not-applicable' | 'not-available' };
}

/** Runs one check in a scene. */
export async function outcomeIn(check: AnyCheck, scene: Scene): Promise<Outcome> {
  const folder = mkdtempSync(path.join(tmpdir(), 'specimen-'));
  const specimen = await startSpecimen({ log: path.join(folder, LOG), ...scene });
  try {
    for (const [name, content] of Object.entries({ ...REPOSITORY, ...scene.files })) {
      if (content === null) continue;
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), content);
    }
    const { outcomes } = await audit(new Lab({ ...targetOf(scene, specimen, folder), name: 'specimen', folder }), [check]);
    return outcomes.get(check.meta.id) ?? { outcome: 'error', reason: 'It was not judged.' };
  } finally {
    await specimen.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function targetOf({ target = {}, untold = [] }: Scene, { url, metricsUrl }: Specimen, folder: string): TargetFile {
  const usual: TargetFile = {
    baseUrl: url,
    login: { method: 'POST', path: '/login', body: { email: '{{email}}', password: '{{password}}' }, token: '/token' },
    accounts: Object.fromEntries(PEOPLE.map(({ email, role }) => [email.split('@')[0] ?? '', { role, spare: email.startsWith('spare'), variables: { email, password: PASSWORD } }])),
    repository: '{{folder}}',
    logs: { file: LOG },
    metrics: metricsUrl,
    ...target,
  };
  const told = Object.fromEntries(Object.entries(usual).filter(([name]) => !untold.includes(name as keyof TargetFile)));
  return JSON.parse(JSON.stringify(told).replaceAll('{{url}}', url).replaceAll('{{folder}}', folder)) as TargetFile;
}
