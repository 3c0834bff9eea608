import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureBuilt } from './build.mjs';
import { run } from './child.mjs';
import { ROOT } from './folders.mjs';
import { resolveMongod } from './mongod/resolve.mjs';
import { timed } from './progress.mjs';
import { onLauncherGone, onStopSignal } from './signals.mjs';

const LIMIT_MS = 60 * 60_000;

/**
 * Makes ready what end-to-end suites need: the build, mongod, a temporary folder that is gone afterwards, whatever happens.
 * @returns {Promise<(pattern: string, env: Record<string, string>, onLine: (line: string, stream: 'stdout' | 'stderr') => void) => ReturnType<typeof run>>} runs the suites whose paths match
 */
export async function suitesReady() {
  onStopSignal((signal) => process.exit(signal === 'SIGINT' ? 130 : 143));
  onLauncherGone(() => process.exit(1));
  // Whatever the tests leave behind when they are killed is in here.
  const temporary = mkdtempSync(path.join(tmpdir(), 'plumbline-suites-'));
  process.on('exit', () => rmSync(temporary, { recursive: true, force: true, maxRetries: 5 }));
  await timed('Build', async (progress) => ((await ensureBuilt(progress)) ? 'built' : 'up to date'));
  const mongod = await timed('mongod', async (progress) => {
    const { binary, version, source } = await resolveMongod({ trying: (name) => progress.note(`trying ${name}`), report: progress.line });
    return { text: `${version} from ${source}`, binary };
  });
  return (pattern, env, onLine) => run(process.execPath, ['--experimental-vm-modules', '--no-warnings', path.join('node_modules', 'jest', 'bin', 'jest.js'), '--runInBand', '--testPathPatterns', pattern], {
    cwd: ROOT,
    env: { ...withoutTheirDatabase(), PLUMBLINE_MONGOD: mongod.binary, TMPDIR: temporary, ...env },
    limitMs: LIMIT_MS,
    onLine,
  });
}

/** A database of the person's own is never touched. */
function withoutTheirDatabase() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'MONGODB_URI'));
}
