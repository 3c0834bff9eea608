import { describe, expect, it } from '@jest/globals';
import { defineProblems, mergeProblems, Problem, PROBLEMS, problemUri } from './index.js';

const one = { status: 409, title: 'One', level: 'info', retryable: false, cure: 'Do it.' } as const;

describe('the problem catalogue', () => {
  it('gives each shared problem a sentence that says what to do', () => {
    for (const [code, type] of Object.entries(PROBLEMS)) {
      expect(type.code).toBe(code);
      expect(type.cure).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('refuses a code that is no constant name', () => {
    expect(() => defineProblems({ lower: one })).toThrow('SCREAMING_SNAKE_CASE');
  });

  it.each([200, 399, 600, 409.5])('refuses the status %p', (status) => {
    expect(() => defineProblems({ ODD: { ...one, status } })).toThrow('must be 400..599');
  });

  it('refuses a code that two libraries declare', () => {
    expect(() => mergeProblems(defineProblems({ TWICE: one }), defineProblems({ TWICE: one }))).toThrow('Problem TWICE is declared twice.');
  });

  it('finds a problem by the slug of its type', () => {
    const catalogue = mergeProblems(PROBLEMS, defineProblems({ SOMETHING_ELSE: one }));
    expect(catalogue.get('something-else')?.code).toBe('SOMETHING_ELSE');
    expect(problemUri('SOMETHING_ELSE')).toBe('/problems/something-else');
  });
});

describe('a problem', () => {
  it('tells the cure of its type when nothing more is said', () => {
    expect(new Problem(PROBLEMS.NOT_FOUND).detail).toBe(PROBLEMS.NOT_FOUND.cure);
  });

  it('keeps its cause for the log', () => {
    const cause = new Error('socket closed');
    expect(new Problem(PROBLEMS.DEPENDENCY_DOWN, { cause }).cause).toBe(cause);
  });
});
