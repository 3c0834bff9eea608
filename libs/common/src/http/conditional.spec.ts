import { describe, expect, it } from '@jest/globals';
import { Problem } from '@plumbline/problems';
import { entityTag, versionOf } from './conditional.js';

function codeOf(header: string | undefined): string {
  try {
    return `version ${versionOf(header)}`;
  } catch (error) {
    if (error instanceof Problem) return error.type.code;
    throw error;
  }
}

describe('If-Match', () => {
  it.each([
    ['"7"', 'version 7'],
    [' "7" ', 'version 7'],
    [undefined, 'PRECONDITION_REQUIRED'],
    ['W/"7"', 'VERSION_MISMATCH'],
    ['"seven"', 'VERSION_MISMATCH'],
    ['"-1"', 'VERSION_MISMATCH'],
    ['""', 'VERSION_MISMATCH'],
    [`"${'9'.repeat(30)}"`, 'VERSION_MISMATCH'],
    ['7', 'VALIDATION_FAILED'],
    ['*', 'VALIDATION_FAILED'],
    ['"6", "7"', 'VALIDATION_FAILED'],
    ['"7', 'VALIDATION_FAILED'],
    [`"${'9'.repeat(100)}"`, 'VALIDATION_FAILED'],
    ['', 'VALIDATION_FAILED'],
  ])('%p is %s', (header, verdict) => {
    expect(codeOf(header)).toBe(verdict);
  });

  it('reads the tag that was given', () => {
    expect(versionOf(entityTag(42))).toBe(42);
  });
});
