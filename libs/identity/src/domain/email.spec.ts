import { describe, expect, it } from '@jest/globals';
import { normaliseEmail } from './email.js';

describe('normaliseEmail', () => {
  it.each([
    ['  Ada@Example.ORG ', 'ada@example.org'],
    ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
    ['ada@XN--BCHER-KVA.example', 'ada@xn--bcher-kva.example'],
    ['jose\u0301@example.org', 'jos\u00e9@example.org'],
    ['ada+tag@example.org', 'ada+tag@example.org'],
    ['"odd@local"@example.org', '"odd@local"@example.org'],
  ])('brings %j to %j', (typed, expected) => {
    expect(normaliseEmail(typed)).toBe(expected);
  });

  it('changes nothing the second time', () => {
    const once = normaliseEmail(' Jose\u0301@BÜCHER.example');
    expect(normaliseEmail(once)).toBe(once);
  });
});
