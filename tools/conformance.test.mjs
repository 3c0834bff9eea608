import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ROOT } from './folders.mjs';

const BOOTSTRAP = path.join(ROOT, 'tools', 'bootstrap.mjs');

describe('npm run conformance', () => {
  let cache = '';

  before(() => {
    cache = mkdtempSync(path.join(tmpdir(), 'plumbline-conformance-'));
    mkdirSync(path.join(cache, 'bin'));
    symlinkSync(process.execPath, path.join(cache, 'bin', 'node'));
  });
  after(() => rmSync(cache, { recursive: true, force: true }));

  /** On a machine that has Node and nothing else. */
  const conformance = (/** @type {string[]} */ ...args) =>
    spawnSync(process.execPath, [BOOTSTRAP, 'conformance', ...args], { encoding: 'utf8', env: { PATH: path.join(cache, 'bin'), PLUMBLINE_CACHE_DIR: cache }, timeout: 60_000 });

  it('says in one sentence that stripe-mock needs Go', () => {
    const { status, stderr } = conformance('stripe');

    assert.equal(status, 1);
    assert.match(stderr, /^Go was not found, and stripe-mock is built with it: install Go 1\.21 or newer/m);
    assert.doesNotMatch(stderr, /\n {4}at /);
  });

  it('says what there is to compare', () => {
    const { status, stderr } = conformance('nonsense');

    assert.equal(status, 1);
    assert.match(stderr, /nothing to compare called nonsense: npm run conformance -- stripe \[--short\] \| derive \[--check\] \| sdk/);
  });
});
