import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { hashSources } from '../build.mjs';
import { cacheFolder } from '../folders.mjs';
import { isNewEnough } from './node.mjs';
import { matches, packagesState } from './packages.mjs';
import { testFolder } from '../test-folder.mjs';

test('Node 22.18, which runs TypeScript files as they are, is the least', () => {
  assert.deepEqual(['18.20.4', '20.20.2', '22.17.1', '22.18.0', '24.21.0'].map(isNewEnough), [false, false, false, true, true]);
});

test('packages match when each one asked for lies there in its version; those of other platforms may be missing', () => {
  const wanted = { packages: { '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/b-win': { version: '2.0.0', optional: true } } };
  assert.equal(matches(wanted, { packages: { 'node_modules/a': { version: '1.0.0' } } }), true);
  assert.equal(matches(wanted, { packages: { 'node_modules/a': { version: '1.0.1' } } }), false);
  assert.equal(matches(wanted, { packages: {} }), false);
});

test('packages are missing, then stale, then fresh', () => {
  const root = testFolder();
  writeFileSync(path.join(root, 'package-lock.json'), '{"packages":{"node_modules/a":{"version":"1.0.0"}}}');
  assert.equal(packagesState(root), 'missing');
  mkdirSync(path.join(root, 'node_modules'));
  writeFileSync(path.join(root, 'node_modules', '.package-lock.json'), '{"packages":{}}');
  assert.equal(packagesState(root), 'stale');
  writeFileSync(path.join(root, 'node_modules', '.package-lock.json'), '{"packages":{"node_modules/a":{"version":"1.0.0"}}}');
  assert.equal(packagesState(root), 'fresh');
});

test('the hash of the sources follows contents and names, not tests', () => {
  const root = testFolder();
  mkdirSync(path.join(root, 'libs'));
  const hash = () => hashSources(root, ['libs', 'nowhere']);
  const empty = hash();
  writeFileSync(path.join(root, 'libs', 'a.spec.ts'), 'x');
  assert.equal(hash(), empty);
  writeFileSync(path.join(root, 'libs', 'a.ts'), 'x');
  const one = hash();
  assert.notEqual(one, empty);
  writeFileSync(path.join(root, 'libs', 'a.ts'), 'y');
  assert.notEqual(hash(), one);
});

test('the cache is where the platform keeps caches', () => {
  const home = testFolder();
  assert.equal(cacheFolder({ HOME: home }, 'linux'), path.join(home, '.cache', 'plumbline'));
  assert.equal(cacheFolder({ HOME: home, XDG_CACHE_HOME: path.join(home, 'xdg') }, 'linux'), path.join(home, 'xdg', 'plumbline'));
  assert.equal(cacheFolder({ HOME: home, XDG_CACHE_HOME: 'relative' }, 'linux'), path.join(home, '.cache', 'plumbline'));
  assert.equal(cacheFolder({ HOME: home }, 'darwin'), path.join(home, 'Library', 'Caches', 'plumbline'));
});
