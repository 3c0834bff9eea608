import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT } from './folders.mjs';
import { findings, linters } from './hadolint.mjs';
import { findPip } from './mongod/wheel.mjs';
import { testFolder } from './test-folder.mjs';

test('the linters find what was planted in docker/, and nothing in what stands there', async (context) => {
  const pip = await findPip();
  if (!pip) {
    assert.ok(!process.env.CI, 'CI must have pip');
    return context.skip('no pip');
  }
  const folder = await linters(pip);
  assert.deepEqual(await findings(folder), []);
  const root = testFolder();
  cpSync(path.join(ROOT, 'docker'), path.join(root, 'docker'), { recursive: true });
  plant(path.join(root, 'docker', 'Dockerfile'), 'USER 65532:65532', 'USER root');
  plant(path.join(root, 'docker', 'compose.yml'), 'services:\n', 'services:\n  api: {}\n');
  const found = (await findings(folder, root)).join('\n');
  assert.match(found, /DL3002/); // the last user is root
  assert.match(found, /duplication of key "api"/);
});

/**
 * @param {string} file
 * @param {string} what
 * @param {string} instead
 */
function plant(file, what, instead) {
  const text = readFileSync(file, 'utf8');
  assert.ok(text.includes(what), `${file} has no ${what}`);
  writeFileSync(file, text.replace(what, instead));
}
