import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from '@jest/globals';
import { type Environment, migrateUp, runProgram, serviceEnvironment } from '../fixtures/service.js';

let env: Environment;

beforeAll(async () => {
  env = serviceEnvironment();
  await migrateUp(env);
}, 60_000);

it.each<[string, readonly string[], string]>([
  ['an unknown payment', ['show', '0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e90'], 'There is no payment 0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e90.'],
  ['what is no id', ['show', '$where'], '"$where" is no payment\'s id, which is a UUID.'],
  ['an id with more behind it', ['show', randomUUID(), 'now'], 'Usage: npm run payment -- show PAYMENT_ID, or npm run payment -- compare.'],
  ['nothing', [], 'Usage: npm run payment -- show PAYMENT_ID, or npm run payment -- compare.'],
])('payment show of %s is one sentence and exit code 1', async (_what, args, sentence) => {
  expect(await runProgram('payment', args, env)).toEqual({ code: 1, stdout: '', stderr: `That could not be done. ${sentence}\n` });
}, 60_000);
