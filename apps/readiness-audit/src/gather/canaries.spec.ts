import { describe, expect, it } from '@jest/globals';
import { CANARIES, formIn } from './canaries.ts';

describe('formIn', () => {
  it.each(CANARIES)('finds $kind however it is written', (canary) => {
    expect(formIn(`a ${canary.text} b`, canary)).toBe('as it is');
    expect(formIn(`a ${canary.text.toUpperCase()} b`, canary)).toBe('as it is');
    for (const before of ['', 'x', 'xy', 'xyz']) expect(formIn(Buffer.from(`${before}${canary.text} and more`).toString('base64'), canary)).toBe('in base64');
    expect(formIn(Buffer.from(`?>${canary.text}`).toString('base64url'), canary)).toBe('in base64');
    expect(formIn('nothing of the kind', canary)).toBeUndefined();
  });

  it('finds what a URL carries, and a card number in groups', () => {
    const [email, card] = CANARIES;
    expect(formIn('/x?e=zebedee.quillfeather%40plumbline-audit.test', email!)).toBe('URL-encoded');
    expect(formIn('4929 5512 0837 6410', card!)).toBe('as it is');
    expect(formIn('4929 **** **** 6410', card!)).toBeUndefined();
  });
});
