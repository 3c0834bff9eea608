import { describe, expect, it } from '@jest/globals';
import { pairsOf } from './pairs.ts';

describe('a form', () => {
  it.each([
    [{ name: 'Ada', age: 36, note: null }, [], 'name=Ada&age=36'],
    [{ owner: { name: 'Ada', lives: { in: 'London' } } }, [], 'owner[name]=Ada&owner[lives][in]=London'],
    [{ tags: ['a', 'b'], none: [] }, [], 'tags=a&tags=b'],
    [{ tags: ['a', 'b'], others: ['c'] }, ['tags'], 'tags[0]=a&tags[1]=b&others=c'],
    [{ lines: [{ item: 'x', marks: [1, 2] }] }, [], 'lines[0][item]=x&lines[0][marks]=1&lines[0][marks]=2'],
  ])('of %j, %j deep, is %s', (members, deep, form) => {
    expect(pairsOf(members, deep).map((pair) => pair.join('=')).join('&')).toBe(form);
  });
});
