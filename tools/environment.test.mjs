import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { readEnvironment, withDevelopmentDefaults } from './environment.mjs';
import { testFolder } from './test-folder.mjs';

test('the shell wins over .env, and an empty value counts as unset', () => {
  const root = testFolder();
  writeFileSync(path.join(root, '.env'), 'PORT=4000\nHOST="::1"\nLOG_LEVEL=debug\n');
  assert.deepEqual(readEnvironment({ PORT: '5000', HOST: '' }, root), { PORT: '5000', HOST: '::1', LOG_LEVEL: 'debug' });
});

test('a secret may stand in a file', () => {
  const root = testFolder();
  writeFileSync(path.join(root, 'uri'), 'mongodb://db.test/x\n');
  assert.deepEqual(readEnvironment({ MONGODB_URI_FILE: path.join(root, 'uri') }, root), { MONGODB_URI: 'mongodb://db.test/x' });
  assert.throws(() => readEnvironment({ COOKIE_KEY_FILE: path.join(root, 'none') }, root), /COOKIE_KEY_FILE names .* cannot be read \(ENOENT\)/);
});

test('secrets are made once, for this user alone', () => {
  const data = testFolder();
  const first = withDevelopmentDefaults({ PORT: '3001' }, data);
  assert.deepEqual(withDevelopmentDefaults({ PORT: '3001' }, data), first);
  assert.equal(first.PUBLIC_URL, 'http://localhost:3001');
  assert.match(first.DATA_KEYS ?? '', /^k1:[A-Za-z0-9+/]{43}=$/);
  if (process.platform !== 'win32') assert.equal(statSync(path.join(data, 'secrets.env')).mode & 0o777, 0o600);
});

test('a secret that the person sets is neither replaced nor kept', () => {
  const data = testFolder();
  assert.equal(withDevelopmentDefaults({ DEMO_PASSWORD: 'mine' }, data).DEMO_PASSWORD, 'mine');
  assert.doesNotMatch(readFileSync(path.join(data, 'secrets.env'), 'utf8'), /DEMO_PASSWORD/);
});

test('new keys are not made for data that only the old ones read', () => {
  const data = testFolder();
  withDevelopmentDefaults({}, data);
  mkdirSync(path.join(data, 'mongodb'));
  writeFileSync(path.join(data, 'mongodb', 'plumbline-version.json'), '{"version":"6.0.5","binary":"mongod"}');
  rmSync(path.join(data, 'secrets.env'));
  assert.throws(() => withDevelopmentDefaults({}, data), /cannot be read without DATA_KEYS and BLIND_INDEX_KEY/);
});

test('the emulator\'s webhook secret is for the emulator alone', () => {
  const data = testFolder();
  const made = withDevelopmentDefaults({}, data).STRIPE_WEBHOOK_SECRETS ?? '';
  assert.match(made, /^whsec_[A-Za-z0-9_-]{32}$/);
  assert.equal(withDevelopmentDefaults({}, data).STRIPE_WEBHOOK_SECRETS, made);
  assert.equal(withDevelopmentDefaults({ STRIPE_SECRET_KEY: 'sk_test_1' }, data).STRIPE_WEBHOOK_SECRETS, undefined);
  assert.equal(withDevelopmentDefaults({ STRIPE_API_URL: 'http://localhost:1' }, data).STRIPE_WEBHOOK_SECRETS, undefined);
});
