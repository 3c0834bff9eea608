import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sentenceOf } from '../cli/sentence.ts';
import { readTarget } from './read-target.ts';
import { assertOwned, isPrivate } from './safety.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'target-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function read(text: string, environment: NodeJS.ProcessEnv = {}): unknown {
  const file = path.join(folder, 'target.yml');
  writeFileSync(file, text);
  return readTarget(file, environment);
}

function complaint(text: string): string {
  try {
    read(text);
  } catch (error) {
    return sentenceOf(error).replace(`${folder}/`, '');
  }
  return 'no complaint';
}

describe('a target file', () => {
  it('is read, with its environment filled in and its folder known', () => {
    expect(read('baseUrl: http://localhost:3000\naccounts:\n  client: { role: client, variables: { password: "${SECRET}" } }\n', { SECRET: 'hush' })).toEqual({
      baseUrl: 'http://localhost:3000', name: 'localhost:3000', folder, accounts: { client: { role: 'client', variables: { password: 'hush' } } },
    });
  });

  it.each([
    ['no address', 'name: x\n', "target.yml:1: the file must have required property 'baseUrl'."],
    ['an address with a path', 'baseUrl: http://localhost:3000/api\n', 'target.yml:1: baseUrl must match pattern'],
    ['another protocol', 'baseUrl: ftp://localhost\n', 'target.yml:1: baseUrl must match pattern'],
    ['an unknown member', 'baseUrl: http://localhost\n\nopenApi: x\n', 'target.yml:3: openApi is not known in the file.'],
    ['an unknown member deep inside', 'baseUrl: http://localhost\nbudget:\n  perSecond: 5\n  perMinute: 5\n', 'target.yml:4: perMinute is not known in budget.'],
    ['a wrong type', 'baseUrl: http://localhost\ngate:\n  floor: high\n', 'target.yml:3: gate.floor must be number.'],
    ['a share above one', 'baseUrl: http://localhost\ngate: { floor: 80 }\n', 'target.yml:2: gate.floor must be <= 1.'],
    ['a variable that is not set', 'baseUrl: http://localhost\nrepository: ${NOWHERE}\n', 'target.yml needs the environment variable NOWHERE: set it and run again.'],
    ['a date that is none', 'baseUrl: http://localhost\nexclusions: [{ check: a, reason: b, owner: c, expires: soon }]\n', 'target.yml:2: exclusions.0.expires must match format "date".'],
    ['no YAML', 'baseUrl: [\n', 'target.yml:'],
    ['nothing', '', 'target.yml:1: the file must be object.'],
    ['a list', '- 1\n', 'target.yml:1: the file must be object.'],
  ])('with %s is refused in one line that says where', (_name, text, expected) => {
    expect(complaint(text)).toContain(expected);
    expect(complaint(text)).not.toContain('\n');
  });

  it('that is not there is named', () => {
    expect(() => readTarget(path.join(folder, 'none.yml'), {})).toThrow(/ENOENT/);
  });
});

describe('whose host it is', () => {
  it.each(['127.0.0.1', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '::1', 'fd00::1', '::ffff:10.0.0.1'])('%s is private', (address) => {
    expect(isPrivate(address)).toBe(true);
  });

  it.each(['8.8.8.8', '172.32.0.1', '2001:4860:4860::8888', '::ffff:8.8.8.8', '0.0.0.0'])('%s is not', (address) => {
    expect(isPrivate(address)).toBe(false);
  });

  it('must be said where it is not private, by exactly its name', async () => {
    const url = new URL('http://8.8.8.8/');
    await expect(assertOwned(url, undefined)).rejects.toThrow('--i-own-this 8.8.8.8');
    await expect(assertOwned(url, '8.8.4.4')).rejects.toThrow('--i-own-this 8.8.8.8');
    await expect(assertOwned(url, '8.8.8.8')).resolves.toBeUndefined();
    await expect(assertOwned(new URL('http://[::1]:3000/'), undefined)).resolves.toBeUndefined();
    await expect(assertOwned(new URL('http://nowhere.invalid/'), undefined)).rejects.toThrow('leads to no address');
  });
});
