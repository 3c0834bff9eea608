import { describe, expect, it } from '@jest/globals';
import { CAGE_PATTERN, NAICS_PATTERN, splitChange, UEI_PATTERN, UNSPSC_PATTERN } from './business.js';

describe('a change of a profile', () => {
  it('sets what is given, clears what is null and leaves the rest', () => {
    expect(splitChange({ legalName: 'New name LLC', website: null, employees: 0, naicsCodes: [] })).toEqual({
      set: { legalName: 'New name LLC', employees: 0, naicsCodes: [] },
      clear: ['website'],
    });
  });

  it('of nothing is nothing', () => {
    expect(splitChange({})).toEqual({ set: {}, clear: [] });
  });
});

describe('codes of public buyers', () => {
  it.each(['HP7MJ4K2ZLQ9', 'A00000000000', '9ZZZZZZZZZZ1'])('takes the UEI %s', (uei) => expect(uei).toMatch(UEI_PATTERN));
  it.each(['0P7MJ4K2ZLQ9', 'HP7MJ4K2ZLO9', 'HP7MJ4K2ZLI9', 'HP7MJ4K2ZL9', 'HP7MJ4K2ZLQ99', 'hp7mj4k2zlq9', 'HP7MJ4K2ZLQ9\n'])('refuses the UEI %j', (uei) => expect(uei).not.toMatch(UEI_PATTERN));
  it('takes and refuses the others by their length and letters', () => {
    expect('1ABC2').toMatch(CAGE_PATTERN);
    expect('1AOC2').not.toMatch(CAGE_PATTERN);
    expect('321918').toMatch(NAICS_PATTERN);
    expect('32191').not.toMatch(NAICS_PATTERN);
    expect('30171500').toMatch(UNSPSC_PATTERN);
    expect('3017150a').not.toMatch(UNSPSC_PATTERN);
  });
});
