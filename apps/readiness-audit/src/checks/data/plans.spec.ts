import { describe, expect, it } from '@jest/globals';
import type { Ran } from '../../gather/command.ts';
import { linesOf } from '../../gather/migrator.ts';
import { differencesOfDumps } from './differences.ts';
import { index } from './index-of-hot-queries.ts';

const outcomeOf = (output: string): string => index.judge({}, [{ name: 'q', ran: { command: 'explain', code: 0, output, errors: '' } satisfies Ran }]).outcome;

describe('a plan', () => {
  it.each([
    ['MongoDB', '"stage" : "IXSCAN"'], ['MongoDB by id', 'winningPlan: { stage: "EXPRESS_IXSCAN" }'], ['PostgreSQL', 'Index Only Scan using things_owner on things'], ['PostgreSQL bitmap', 'Bitmap Heap Scan on things\n  ->  Bitmap Index Scan on things_owner'],
    ['MySQL', '"access_type": "ref"'], ['SQLite', 'QUERY PLAN\n`--SEARCH things USING INDEX things_owner (owner=?)'], ['SQLite covering', '`--SCAN things USING COVERING INDEX things_owner'], ['Oracle', '|* 1 |  INDEX RANGE SCAN| THINGS_OWNER |'],
  ])('of %s that uses an index passes', (_, plan) => {
    expect(outcomeOf(plan)).toBe('pass');
  });

  it.each([
    ['MongoDB', '"stage" : "COLLSCAN"'], ['PostgreSQL', 'Seq Scan on things  (cost=0.00..155.00 rows=1)'], ['PostgreSQL parallel', 'Parallel Seq Scan on things'], ['MySQL', '"access_type": "ALL"'], ['MySQL tree', '-> Table scan on things  (cost=1.1 rows=9)'],
    ['SQLite', 'QUERY PLAN\n`--SCAN things'], ['SQLite before 3.36', '0|0|0|SCAN TABLE things'], ['Oracle', '|* 1 |  TABLE ACCESS FULL| THINGS |'],
  ])('of %s that reads everything fails', (_, plan) => {
    expect(outcomeOf(plan)).toBe('fail');
  });

  it('in no known form says nothing', () => {
    expect(outcomeOf('syntax error near SELECT')).toBe('not-available');
  });
});

describe('a dump', () => {
  it('is compared without order, times, random ids and comments', () => {
    const one = '-- dumped at 10:00\ncreate table a (\n  id int,\n  at time\n);\nrow 2026-01-01T10:00:00Z 6d3f9f0e-1f0e-4a51-8c2b-0d8a0d9c1b2a';
    const other = '\\restrict xyz\ncreate table a (\n  at time,\n  id int\n);\nrow 2026-02-02 11:00:00.5+00 0d9c1b2a-1f0e-4a51-8c2b-6d3f9f0e8c2b';
    expect(differencesOfDumps(linesOf(one), linesOf(other))).toEqual([]);
  });

  it('differs by a line more, also by the second of its kind', () => {
    expect(differencesOfDumps(['a'], ['a', 'a'])).toEqual(['+ a']);
    expect(differencesOfDumps(['a', 'b'], ['a'])).toEqual(['- b']);
  });
});
