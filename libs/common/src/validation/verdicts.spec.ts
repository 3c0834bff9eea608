import { describe, expect, it } from '@jest/globals';
import type { Type } from '@nestjs/common';
import { Problem } from '@plumbline/problems';
import fc from 'fast-check';
import { compileCheck } from './compile-check.js';
import { EdgeValidationPipe, parseJsonBody } from './index.js';
import { ScalarsDto, SubmissionDto, TreeDto, validSubmission } from './sample-dtos.fixture.js';
import { VERDICTS } from './verdict-table.fixture.js';

const fast = new EdgeValidationPipe('fast');
const stock = new EdgeValidationPipe('stock');

/** `CODE pointer` of every finding, or the value that was passed on. */
async function verdict(pipe: EdgeValidationPipe, dto: Type, body: unknown): Promise<{ wrong: string[]; value?: unknown; messages?: string[] }> {
  try {
    return { wrong: [], value: await pipe.transform(body, { type: 'body', metatype: dto }) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    expect(error.type.code).toBe('VALIDATION_FAILED');
    return { wrong: (error.errors ?? []).map(({ code, pointer }) => `${code} ${pointer}`), messages: (error.errors ?? []).map(({ message }) => message) };
  }
}

describe('a body', () => {
  it('table is large and its titles differ within a class', () => {
    expect(VERDICTS.length).toBeGreaterThanOrEqual(130);
  });

  it.each(VERDICTS)('%s', async (_title, dto, body, ...wrong) => {
    const compiled = await verdict(fast, dto, structuredClone(body));
    expect(compiled.wrong).toEqual(wrong);
    expect(await verdict(stock, dto, structuredClone(body))).toEqual(compiled);
    expect(compileCheck(dto)(body)).toBe(wrong.length === 0);
    if (wrong.length === 0) expect(compiled.value).toEqual(body);
  });

  it('of ten thousand nested lists is refused before anything walks down it', async () => {
    const bomb = () => parseJsonBody(Buffer.from(`{"branch":${'['.repeat(10_000)}${']'.repeat(10_000)}}`));
    for (const pipe of [fast, stock]) expect((await verdict(pipe, TreeDto, bomb())).wrong).toEqual([`TOO_DEEP /branch${'/0'.repeat(9)}`]);
  });

  it('is answered in words of our own', async () => {
    const { messages } = await verdict(fast, SubmissionDto, validSubmission({ tier: 0, title: '', contact: 'x', comment: 1, responses: [{ statementId: 'x', answer: 'x' }], extra: 1, at: 'x', final: 0 }));
    expect(messages).toEqual(['is not known', 'must have at least 1 character', 'must be an e-mail address', 'must be at least 1', 'must be true or false', 'must be a date and time in UTC, such as 2026-03-14T09:26:53Z', 'must be text', 'must match ^[A-Z]{3}-\\d-\\d\\d$', 'must be one of yes, partial, no, not_applicable']);
  });
});

/** Values that are nearly right, so that both verdicts are met. */
const leaf = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, 1, 3, 4, -0, 1.5, '', 'a', ' a', 'yes', 'LEG-1-01', '2026-03-14', '2026-03-14T09:26:53Z', 'DE', '+493012345678', 'https://example.org', 'a@example.org', '0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e90'),
  fc.string({ unit: 'binary', maxLength: 12 }), fc.double(), fc.integer(), fc.emailAddress(), fc.webUrl(), fc.uuid(),
);
const names = fc.constantFrom('statementId', 'answer', 'reason', 'value', 'leaf', 'leaves', 'x', '$gt', 'constructor', 'hasOwnProperty');
const { value: inner } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, { weight: 6, arbitrary: leaf }, { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }) }, { weight: 2, arbitrary: fc.dictionary(names, tie('value'), { maxKeys: 3, noNullPrototype: true }) }),
}));

/** A valid body of which up to two members are replaced or removed. */
function nearly(dto: Type, valid: object): fc.Arbitrary<[Type, object]> {
  const keys = [...Object.keys(valid), 'unknown'];
  const change = fc.tuple(fc.constantFrom(...keys), fc.option(inner, { nil: undefined }));
  return fc.array(change, { maxLength: 2 }).map((changes) => {
    const body = { ...valid, ...Object.fromEntries(changes) };
    return [dto, Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined))];
  });
}

const SCALARS = { text: 'ab', name: 'a', share: 0.5, whole: 1, maybe: null, on: true, at: '2026-03-14T09:26:53Z', day: '2026-03-14', country: 'DE', phone: '+493012345678', site: 'https://example.org', page: 'http://example.org', mail: 'a@example.org', tags: ['a'], ids: ['0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e90'] };

describe('random bodies', () => {
  it('get the same verdict and the same value both ways, and from the compiled check alone', async () => {
    const seen = { valid: 0, invalid: 0 };
    const bodies = fc.oneof(nearly(SubmissionDto, validSubmission()), nearly(ScalarsDto, SCALARS), nearly(TreeDto, { branch: { leaf: { value: 1 }, leaves: [{ value: 2 }] }, other: null }));
    await fc.assert(fc.asyncProperty(bodies, async ([dto, body]) => {
      const compiled = await verdict(fast, dto, structuredClone(body));
      expect(await verdict(stock, dto, structuredClone(body))).toEqual(compiled);
      expect(compileCheck(dto)(body)).toBe(compiled.wrong.length === 0);
      seen[compiled.wrong.length === 0 ? 'valid' : 'invalid'] += 1;
    }), { numRuns: 1500 });
    expect(Math.min(seen.valid, seen.invalid)).toBeGreaterThan(100);
  });

  it('that are addresses pass the short cut only where isEmail agrees', async () => {
    const word = (max: number) => fc.stringMatching(new RegExp(`^[a-z0-9]{1,${max}}$`), { size: 'max' });
    const local = fc.array(fc.tuple(fc.stringMatching(/^[a-z0-9]{14,21}$/), fc.constantFrom('.', '_', '+', '-', '..')), { minLength: 1, maxLength: 5 }).map((parts) => parts.flat().slice(0, -1).join(''));
    const domain = fc.tuple(fc.array(word(66), { minLength: 1, maxLength: 5 }), fc.constantFrom('org', 'x', 'q'.repeat(20), 'q'.repeat(64), '1a')).map(([labels, top]) => [...labels, top].join('.'));
    const address = fc.oneof(fc.emailAddress(), fc.tuple(fc.oneof(local, word(5)), fc.oneof(domain, fc.constant('example.org'))).map((parts) => parts.join('@')));
    await fc.assert(fc.asyncProperty(address, async (mail) => {
      expect(compileCheck(ScalarsDto)({ mail })).toBe((await verdict(stock, ScalarsDto, { mail })).wrong.length === 0);
    }), { numRuns: 2000 });
  });
});
