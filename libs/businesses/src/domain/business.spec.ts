import { describe, expect, it } from '@jest/globals';
import { type BusinessProfile, CAGE_PATTERN, NAICS_PATTERN, realChange, splitChange, UEI_PATTERN, UNSPSC_PATTERN } from './business.js';

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

describe('what of a change is one', () => {
  const profile: BusinessProfile = { legalName: 'Oak LLC', address: { line1: '1 Mill Lane', city: 'Bath', postalCode: 'BA1', country: 'GB' }, naicsCodes: ['321918', '238350'], unspscCodes: [], sizeClass: 'small', employees: 7, setAsides: [] };

  it('leaves out what is so already, in whatever order its members come', () => {
    expect(realChange(profile, { legalName: 'Oak LLC', address: { country: 'GB', postalCode: 'BA1', city: 'Bath', line1: '1 Mill Lane' }, naicsCodes: ['321918', '238350'], setAsides: [], employees: 7, website: null })).toEqual({});
    expect(realChange(profile, { employees: undefined } as unknown as { employees: number })).toEqual({});
  });

  it('keeps each difference', () => {
    const change = { legalName: 'Elm LLC', address: { ...profile.address, line2: 'Unit 4' }, naicsCodes: ['321918'], unspscCodes: ['30171500'], employees: null, website: 'https://oak.example' };
    expect(realChange(profile, change)).toEqual(change);
    expect(realChange(profile, { naicsCodes: ['238350', '321918'] })).toEqual({ naicsCodes: ['238350', '321918'] });
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
