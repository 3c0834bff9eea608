import { describe, expect, it } from '@jest/globals';
import { Problem } from '@plumbline/problems';
import fc from 'fast-check';
import { stringify } from 'qs';
import { ListOf, Text, text, uuid, Whole } from '../fields/index.js';
import { ID, ScalarsDto, SubmissionDto, TreeDto, validAnswer, validSubmission } from './sample-dtos.fixture.js';
import { EdgeValidationPipe, FormBody, parseForm, parseJsonBody } from './index.js';

type Dto = Parameters<EdgeValidationPipe['compileAll']>[0] extends Iterable<infer T> ? T : never;
const pipes = [new EdgeValidationPipe('fast'), new EdgeValidationPipe('stock')];

async function outcome(pipe: EdgeValidationPipe, dto: Dto, read: () => unknown): Promise<unknown> {
  try {
    return await pipe.transform(read(), { type: 'body', metatype: dto });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return [error.type.code, ...(error.errors ?? []).map(({ code, pointer }) => `${code} ${pointer}`)];
  }
}

const SCALAR = 'responses[0][statementId]=LEG-1-01&responses[0][answer]=yes';
const HEAD = `assessmentId=${ID}&title=First&contact=ada@example.org&tier=1`;

/** A form and the JSON that says the same. */
const TWINS: readonly (readonly [title: string, dto: Dto, form: string, json: unknown])[] = [
  ['a whole submission', SubmissionDto, `${HEAD}&final=true&at=2026-03-14T09:26:53Z&comment=Zwei%0AZeilen&${SCALAR}`, validSubmission()],
  ['encoded brackets', SubmissionDto, `${HEAD}&comment=x&responses%5B0%5D%5BstatementId%5D=LEG-1-01&responses%5b0%5d%5banswer%5d=yes`, { assessmentId: ID, title: 'First', contact: 'ada@example.org', tier: 1, comment: 'x', responses: [validAnswer()] }],
  ['empty text for null, for nothing, and for text', SubmissionDto, `${HEAD}&final=&at=&comment=&${SCALAR}&responses[0][reason]=`, { assessmentId: ID, title: 'First', contact: 'ada@example.org', tier: 1, comment: null, responses: [validAnswer({ reason: null })] }],
  ['empty required text', SubmissionDto, `${HEAD.replace('First', '')}&comment=x&${SCALAR}`, { assessmentId: ID, title: '', contact: 'ada@example.org', tier: 1, comment: 'x', responses: [validAnswer()] }],
  ['an empty form', SubmissionDto, '', {}],
  ['an empty form where nothing is required', ScalarsDto, '', {}],
  ['plus and percent', ScalarsDto, 'name=a+b%2B', { name: 'a b+' }],
  ['beyond the basic plane', ScalarsDto, 'text=%F0%9F%98%80%F0%9F%98%80', { text: '😀😀' }],
  ['numbers', ScalarsDto, 'whole=-5&share=-0.5&maybe=9&on=false', { whole: -5, share: -0.5, maybe: 9, on: false }],
  ['null for a number', ScalarsDto, 'maybe=', { maybe: null }],
  ['exponent', ScalarsDto, 'whole=1e3', { whole: '1e3' }],
  ['hexadecimal', ScalarsDto, 'whole=0x10', { whole: '0x10' }],
  ['leading zero', ScalarsDto, 'whole=07', { whole: '07' }],
  ['plus sign', ScalarsDto, 'whole=%2B7', { whole: '+7' }],
  ['blank before', ScalarsDto, 'whole=+7', { whole: ' 7' }],
  ['fraction', ScalarsDto, 'whole=7.0', { whole: '7.0' }],
  ['minus zero', ScalarsDto, 'whole=-0', { whole: -0 }],
  ['other digits', ScalarsDto, `whole=${encodeURIComponent('٧')}`, { whole: '٧' }],
  ['a whole number beyond', ScalarsDto, 'whole=9007199254740993', { whole: 9007199254740992 }],
  ['Infinity', ScalarsDto, 'share=Infinity', { share: 'Infinity' }],
  ['half a fraction', ScalarsDto, 'share=.5', { share: '.5' }],
  ['checkbox', ScalarsDto, 'on=on', { on: 'on' }],
  ['TRUE', ScalarsDto, 'on=TRUE', { on: 'TRUE' }],
  ['1 for a flag', ScalarsDto, 'on=1', { on: 1 }],
  ['number-like text stays text', ScalarsDto, 'text=1234', { text: '1234' }],
  ['true as text', ScalarsDto, 'text=true', { text: 'true' }],
  ['a name twice', ScalarsDto, 'text=ab&text=cd', { text: ['ab', 'cd'] }],
  ['a number twice', ScalarsDto, 'whole=1&whole=2', { whole: [1, 2] }],
  ['a list by repetition', ScalarsDto, 'tags=a&tags=b', { tags: ['a', 'b'] }],
  ['a list by brackets', ScalarsDto, 'tags[]=a&tags[]=b', { tags: ['a', 'b'] }],
  ['a list by index', ScalarsDto, 'tags[1]=b&tags[0]=a', { tags: ['a', 'b'] }],
  ['a list of one', ScalarsDto, 'tags=a', { tags: ['a'] }],
  ['too many items', ScalarsDto, 'tags=a&tags=b&tags=c&tags=d', { tags: ['a', 'b', 'c', 'd'] }],
  ['a bad item', ScalarsDto, `ids[]=${ID}&ids[]=x`, { ids: [ID, 'x'] }],
  ['an object for a list', ScalarsDto, 'tags[x]=a', { tags: { x: 'a' } }],
  ['an object for a text', ScalarsDto, 'text[$gt]=', { text: { $gt: '' } }],
  ['unknown', ScalarsDto, 'extra=1', { extra: 1 }],
  ['unknown and nested', ScalarsDto, 'a[b][c]=1', { a: { b: { c: 1 } } }],
  ['operator', ScalarsDto, '$where=1', { $where: 1 }],
  ['constructor', ScalarsDto, 'constructor=1', { constructor: 1 }],
  ['constructor.name', ScalarsDto, 'constructor[name]=1', { constructor: { name: 1 } }],
  ['hasOwnProperty', ScalarsDto, 'hasOwnProperty=1', { hasOwnProperty: 1 }],
  ['toString within', ScalarsDto, 'text[toString]=1', { text: { toString: 1 } }],
  ['__proto__', ScalarsDto, '__proto__[x]=1', JSON.parse('{"__proto__":{"x":1}}')],
  ['__proto__ within', ScalarsDto, 'text[__proto__]=1', JSON.parse('{"text":{"__proto__":1}}')],
  ['objects', TreeDto, 'branch[leaf][value]=3&branch[leaves][0][value]=1&branch[leaves][1][value]=10', { branch: { leaf: { value: 3 }, leaves: [{ value: 1 }, { value: 10 }] } }],
  ['text for an object', TreeDto, 'branch=x', { branch: 'x' }],
  ['null for an object', TreeDto, 'branch[leaf][value]=3&other=', { branch: { leaf: { value: 3 } }, other: null }],
];

describe('a form', () => {
  it.each(TWINS)('with %s is its JSON twin', async (_title, dto, form, json) => {
    for (const pipe of pipes) {
      const asForm = await outcome(pipe, dto, () => parseForm(Buffer.from(form)));
      expect(asForm).toEqual(await outcome(pipe, dto, () => parseJsonBody(Buffer.from(JSON.stringify(json).replace('"whole":0', '"whole":-0')))));
      if (!Array.isArray(asForm)) expect(Object.getPrototypeOf(asForm)).toBe(Object.prototype);
    }
  });

  it('made of any valid body is that body', async () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'é', '😀', '&', '=', '+', '%', '[', ']', ' ', '.', '~', '"'), minLength: 1, maxLength: 9 });
    const bodies = fc.record({ title: line, comment: line, tier: fc.integer({ min: 1, max: 3 }), final: fc.boolean(), responses: fc.array(fc.record({ statementId: fc.constant('LEG-1-01'), answer: fc.constantFrom('yes', 'no'), reason: line }), { minLength: 1, maxLength: 3 }) });
    await fc.assert(fc.asyncProperty(bodies.map(validSubmission), async (body) => {
      expect(await outcome(pipes[0] as EdgeValidationPipe, SubmissionDto, () => parseForm(stringify(body, { format: 'RFC1738' })))).toEqual(body);
    }), { numRuns: 300 });
  });

  it.each([
    ['half an escape', 'text=%4'], ['no hexadecimal', 'text=%zz'], ['bad UTF-8', 'text=%ff'], ['overlong UTF-8', 'text=%C0%AF'], ['half a pair', 'text=%ED%A0%BD'], ['bad UTF-8 in a name', '%ff=1'],
    ['raw bytes', 'text=é'], ['a control character', 'text=\0'], ['no name', '=1'], ['too many fields', 'a=1&'.repeat(1001)], ['too many items', 'tags=a&'.repeat(501)],
    ['too high an index', 'tags[500]=a'], ['too deep', `a${'[b]'.repeat(11)}=1`], ['__proto__', '__proto__=1'], ['__proto__ encoded', '%5F_proto__[x]=1'],
  ])('with %s cannot be read', (_title, form) => {
    expect(() => parseForm(Buffer.from(form))).toThrow('MALFORMED_BODY');
  });

  it('is told from JSON by its class', () => {
    expect(parseForm('a=1')).toBeInstanceOf(FormBody);
  });
});

describe('a JSON body', () => {
  it.each([
    ['nothing', ''], ['blanks', '  '], ['half an object', '{"a":'], ['a trailing comma', '{"a":1,}'], ['single quotes', "{'a':1}"], ['a comment', '{}//'], ['two values', '{}{}'], ['NaN', '{"a":NaN}'], ['a raw line end', '{"a":"\n"}'],
    ['__proto__', '{"__proto__":{}}'], ['__proto__ far down', '{"a":[{"b":{"__proto__":null}}]}'], ['__proto__ escaped', '{"\\u005f_proto__":1}'], ['constructor.prototype', '{"constructor":{"prototype":{}}}'], ['two byte order marks', '\ufeff\ufeff{}'],
  ])('of %s cannot be read', (_title, body) => {
    expect(() => parseJsonBody(Buffer.from(body))).toThrow('MALFORMED_BODY');
  });

  it.each([['a stray byte', [0x22, 0xff, 0x22]], ['an overlong form', [0x22, 0xc0, 0xaf, 0x22]], ['half a pair', [0x22, 0xed, 0xa0, 0xbd, 0x22]], ['UTF-16', [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]]])('with %s is not UTF-8', (_title, bytes) => {
    expect(() => parseJsonBody(Buffer.from(bytes))).toThrow('not UTF-8');
  });

  it('may begin with a byte order mark, name the word constructor, and repeat a name', () => {
    expect(parseJsonBody(Buffer.from('\ufeff{"a":1,"a":2,"b":"constructor __proto__ \\u0041"}'))).toEqual({ a: 2, b: 'constructor __proto__ A' });
  });

  it('never has its text in the problem', () => {
    expect.assertions(2);
    try {
      parseJsonBody(Buffer.from('{"password": secret}'));
    } catch (error) {
      expect(String((error as Error).stack)).not.toContain('secret');
      expect((error as Error).cause).toBeUndefined();
    }
  });
});

class FilterQuery {
  @Whole({ min: 1, max: 100, default: 20 }) limit!: number;
  @Text({ max: 5, optional: true }) q?: string;
  @ListOf(text({ max: 5 }), { max: 3, optional: true }) area?: string[];
  @ListOf(uuid(), { max: 3, optional: true }) id?: string[];
}
class AssessmentPath {
  @Text({ max: 36 }) assessmentId!: string;
}

describe('a query or a path', () => {
  const query = (source: object) => ({ source, type: 'query', metatype: FilterQuery }) as const;
  it.each([
    [query({}), { limit: 20 }],
    [query({ limit: '5', area: 'a' }), { limit: 5, area: ['a'] }],
    [query({ limit: '', area: ['a', 'b'] }), { limit: 20, area: ['a', 'b'] }],
    [query({ limit: '101' }), ['MAX ?limit']],
    [query({ limit: ['1', '2'] }), ['TYPE ?limit']],
    [query({ q: ['a', 'b'] }), ['TYPE ?q']],
    [query({ limit: '1e1' }), ['TYPE ?limit']],
    [query({ 'q[$gt]': '' }), ['UNKNOWN_FIELD ?q[$gt]']],
    [query({ id: [ID, 'x'] }), ['UUID ?id/1']],
    [{ source: { assessmentId: 'a' }, type: 'param', metatype: AssessmentPath } as const, { assessmentId: 'a' }],
    [{ source: { assessmentId: 'a\0' }, type: 'param', metatype: AssessmentPath } as const, ['CHARACTERS :assessmentId']],
    [{ source: 'a-b', type: 'param', metatype: String, data: 'slug' } as const, 'a-b'],
    [{ source: 'a\nb', type: 'param', metatype: String, data: 'slug' } as const, ['CHARACTERS :slug']],
  ])('%j gives %j', async ({ source, ...metadata }, expected) => {
    for (const pipe of pipes) {
      const given = typeof source === 'string' ? source : Object.assign(Object.create(null) as object, source);
      const result = await Promise.resolve().then(() => pipe.transform(given, metadata)).catch((error: unknown) => (error as Problem).errors?.map(({ code, pointer }) => `${code} ${pointer}`));
      expect(result).toEqual(expected);
    }
  });

  it('that no DTO describes is a mistake of the programmer', () => {
    for (const metatype of [Object, String, Number, Array, undefined]) {
      expect(() => pipes[0]?.transform({}, { type: 'body', metatype })).toThrow('without a DTO');
      expect(() => pipes[0]?.transform('1', { type: 'query', metatype, data: 'limit' })).toThrow('without a DTO');
    }
  });
});
