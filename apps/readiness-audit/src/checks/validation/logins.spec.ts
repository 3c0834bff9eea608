import { describe, expect, it } from '@jest/globals';
import { outcomeIn } from '../../specimen/scene.fixture.ts';
import { negative } from './negative.ts';
import { nosql } from './nosql.ts';

describe('a login that takes any object for its password', () => {
  const scene = { defects: ['object-password'] };
  const finding = (problem: string): object => ({ outcome: 'fail', findings: [{ subject: 'people.login', problem: expect.stringContaining(problem) as unknown }] });

  it('fails validation.nosql, though an operator does no more than another object', async () => {
    expect(await outcomeIn(nosql, scene)).toMatchObject(finding('is let in (200)'));
  });

  it('fails validation.negative', async () => {
    expect(await outcomeIn(negative, scene)).toMatchObject(finding('password of another type than string'));
  });
});
