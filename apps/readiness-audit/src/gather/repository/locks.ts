import type { Lock } from '../../artifacts/repository.ts';
const MOST_NAMED = 10;

/** By base name; each ecosystem has its own. */
export const LOCK_NAMES: Readonly<Record<string, readonly string[]>> = {
  'package.json': ['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'bun.lockb'],
  'pyproject.toml': ['poetry.lock', 'uv.lock', 'pdm.lock', 'pylock.toml', 'requirements.txt'],
  Pipfile: ['Pipfile.lock'],
  'go.mod': ['go.sum'],
  'Cargo.toml': ['Cargo.lock'],
  'composer.json': ['composer.lock'],
  Gemfile: ['Gemfile.lock'],
};

export const isLock = (file: string): boolean => Object.values(LOCK_NAMES).flat().includes(file.slice(file.lastIndexOf('/') + 1)) && !file.endsWith('requirements.txt');

/** Reads a lock file; of those that are no npm's it is only known that they are there and how long they are. */
export function lockOf(file: string, text: string): Lock {
  if (/(^|\/)(package-lock|npm-shrinkwrap)\.json$/.test(file)) return npmLock(file, text);
  if (/(^|\/)yarn\.lock$/.test(file)) return yarnLock(file, text);
  return { file, packages: text.split('\n').filter((line) => line.trim() !== '').length, loose: [], looseInAll: 0 };
}

function npmLock(file: string, text: string): Lock {
  try {
    const { packages = {}, dependencies } = JSON.parse(text) as { readonly packages?: Record<string, Locked>; readonly dependencies?: Record<string, Locked> };
    const all = Object.entries(Object.keys(packages).length === 0 ? flattened(dependencies ?? {}) : packages).filter(([place, { link }]) => /(^|\/)node_modules\//.test(place) && link !== true);
    // What is bundled came within a package that has a hash itself.
    return lockFrom(file, all.length, all.filter(([, { integrity, inBundle, bundled }]) => integrity === undefined && inBundle !== true && bundled !== true).map(([place]) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)));
  } catch {
    return { file, packages: 0, loose: [], looseInAll: 0, problem: 'it cannot be read as a lock file' };
  }
}

interface Locked {
  readonly integrity?: string;
  readonly link?: boolean;
  readonly inBundle?: boolean;
  readonly bundled?: boolean;
  readonly dependencies?: Readonly<Record<string, Locked>>;
}

/** Of version 1 of the lock file, which nests. */
function flattened(dependencies: Readonly<Record<string, Locked>>, above = ''): Record<string, Locked> {
  return Object.fromEntries(Object.entries(dependencies).flatMap(([name, locked]) => {
    const place = `${above}node_modules/${name}`;
    return [[place, locked] as const, ...Object.entries(flattened(locked.dependencies ?? {}, `${place}/`))];
  }));
}

function yarnLock(file: string, text: string): Lock {
  const blocks = text.split(/\n(?=\S)/).filter((block) => /^\s+(version:?|resolved) /m.test(block));
  const loose = blocks.filter((block) => !/^\s+(integrity|checksum:?) /m.test(block) && !/@(workspace|link|portal|patch):/.test(block));
  return lockFrom(file, blocks.length, loose.map((block) => (block.split('\n').find((line) => /^\S/.test(line) && !line.startsWith('#')) ?? '').replace(/[":]+$/g, '')));
}

const lockFrom = (file: string, packages: number, loose: readonly string[]): Lock => ({ file, packages, loose: loose.slice(0, MOST_NAMED), looseInAll: loose.length });
