import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

/** Brings its work to an end when it is told to stop, as the rotation of keys does. */
const CAREFUL = `process.on('SIGTERM', () => setTimeout(() => { console.log('brought to an end'); process.exit(7); }, 100));
setInterval(() => undefined, 1000);
console.log('begun');`;

test('a command that is told to stop is waited for, and does not go on alone', { timeout: 20_000 }, async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-run-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const program = path.join(folder, 'careful.mjs');
  writeFileSync(program, CAREFUL);
  const script = `import { runToItsEnd } from ${JSON.stringify(new URL('./run.mjs', import.meta.url).href)}; process.exitCode = await runToItsEnd(${JSON.stringify(program)}, [], process.env);`;
  const outer = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => outer.kill('SIGKILL'));
  let said = '';
  outer.stdout.on('data', (chunk) => {
    said += String(chunk);
    if (said === 'begun\n') outer.kill('SIGTERM');
  });
  const code = await new Promise((resolve) => outer.once('close', resolve));
  assert.deepEqual([said, code], ['begun\nbrought to an end\n', 7]);
});
