import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CHECKS } from '../checks/index.ts';
import { readTarget } from './read-target.ts';
import { TARGET_SCHEMA } from './target-schema.ts';

const README = readFileSync(path.join(__dirname, '../../README.md'), 'utf8');
const SECTION = /## Target file\n([^]*?)\n### A program that arranges/.exec(README)?.[1] ?? '';
const EXAMPLE = /```yaml\n([^]*?)```/.exec(SECTION)?.[1] ?? '';
const ROWS = new Map([...SECTION.matchAll(/^\| `(\w+)` \|(.*)\|(.*)\|$/gm)].map(([, member = '', what = '', opens = '']) => [member, { what, opens }]));
const SHARED = SECTION.slice(SECTION.indexOf('### A request'));

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
}

const MEMBERS = Object.entries((TARGET_SCHEMA as Schema).properties ?? {});

/** Names of all members below a schema, at any depth. */
function namesBelow({ properties = {}, items, additionalProperties }: Schema): readonly string[] {
  const inner = [...Object.values(properties), ...(items === undefined ? [] : [items]), ...(typeof additionalProperties === 'object' ? [additionalProperties] : [])];
  return [...Object.keys(properties), ...inner.flatMap(namesBelow)];
}

describe('the table of the target file in the README', () => {
  it('has a row for each member, and no other', () => {
    expect([...ROWS.keys()].sort()).toEqual(MEMBERS.map(([name]) => name).sort());
  });

  it.each(MEMBERS)('names what %s holds, there or where requests are described', (member, schema) => {
    const told = `${ROWS.get(member)?.what ?? ''}${SHARED}`;
    expect(namesBelow(schema).filter((name) => !told.includes(`\`${name}\``))).toEqual([]);
  });

  it('names checks that there are', () => {
    const named = [...ROWS.values()].flatMap(({ opens }) => [...opens.matchAll(/`([a-z]+\.[a-z0-9*-]+)`/g)].map(([, id = '']) => id));
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter((id) => !CHECKS.some(({ meta }) => meta.id === id || (id.endsWith('*') && meta.id.startsWith(id.slice(0, -1)))))).toEqual([]);
  });
});

describe('the example of the README', () => {
  it('is a target file that is understood, and shows every member', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'example-'));
    try {
      const file = path.join(folder, 'plumbline-audit.yml');
      writeFileSync(file, EXAMPLE);
      const environment = Object.fromEntries([...EXAMPLE.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => [name, 'told']));
      const told = Object.keys(readTarget(file, environment)).filter((name) => name !== 'folder');
      expect(told.sort()).toEqual(MEMBERS.map(([name]) => name).sort());
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
