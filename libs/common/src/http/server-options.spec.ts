import { describe, expect, it } from '@jest/globals';
import { pathOf } from './server-options.js';

describe('the target of a request', () => {
  it.each([
    ['/api/v1/users?limit=1', '/api/v1/users?limit=1'],
    ['//elsewhere.example/x', '//elsewhere.example/x'],
    ['*', '/'],
    ['http://elsewhere.example/x?y=1', '/x?y=1'],
    ['HTTPS://ada:pw@elsewhere.example:8443', '/'],
    ['http://elsewhere.example?y=1', '/?y=1'],
    ['urn:x', '/urn:x'],
  ])('%s is the path %s', (target, path) => {
    expect(pathOf(target)).toBe(path);
  });
});
