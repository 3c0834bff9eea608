import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { HttpClient } from '../fixtures/load.js';
import { type Service, startService } from '../fixtures/service.js';
import { logIn } from './writers.fixture.js';

const PASSWORD = 'a demo password of this run';
/** What `npm start` prints, from the very list that it prints. */
const WELCOME = readFileSync(path.join(__dirname, '../../tools/welcome.mjs'), 'utf8');
const PRINTED = [...WELCOME.matchAll(/'(\w+)@demo\.test'/g)].map(([, role]) => role as string);

let service: Service;
beforeAll(async () => {
  service = await startService({ demoPassword: PASSWORD });
}, 60_000);
afterAll(async () => {
  expect(await service.stop()).toBe(0);
}, 30_000);

describe('the logins that npm start prints', () => {
  it('are the five demo people', () => {
    expect(PRINTED.toSorted()).toEqual(['admin', 'agency', 'client', 'navigator', 'provider']);
  });

  it.each(PRINTED)('%s@demo.test logs in, in this role', async (role) => {
    const client = new HttpClient(service.url);
    expect(await logIn(client, `${role}@demo.test`, PASSWORD)).toContain(role);
    client.close();
  });
});
