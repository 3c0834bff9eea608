import { describe, expect, it } from '@jest/globals';
import type { Method, Operation } from '../openapi/document.ts';
import { Learned } from './learned.ts';

const operation = (method: Method, path: string): Operation => ({ id: `${method} ${path}`, method, path, pointer: '#', deprecated: false, parameters: [], answers: [], security: 'none', raw: {} });
const answer = (value: unknown, status = 200, headers: readonly (readonly [string, string])[] = []) => ({ status, headers, body: JSON.stringify(value), bytes: 0 });

describe('what a service has told', () => {
  it.each([
    ['a list', 'GET', [{ id: 7 }, { id: 8 }], '7'],
    ['a list in a member', 'GET', { total: 2, items: [{ _id: 'a' }] }, 'a'],
    ['what was made', 'POST', { id: 'b', other: { id: 'c' } }, 'b'],
    ['what was made, in a member', 'POST', { data: { uuid: 'd' } }, 'd'],
    ['no id but a slug', 'GET', [{ slug: 'first-post' }], 'first-post'],
  ] as const)('an id in %s leads to the item', (_name, method, value, id) => {
    const learned = new Learned();
    learned.take(operation(method, '/orders'), '/orders', answer(value));
    expect(learned.paramsFor('/orders/{orderId}')).toEqual({ params: { orderId: id }, missing: [] });
  });

  it('the place of what was made leads there, where the answer holds nothing', () => {
    const learned = new Learned();
    learned.take(operation('POST', '/orders'), '/orders', { ...answer(''), status: 201, headers: [['Location', 'http://x/orders/41?a=1']] });
    expect(learned.paramsFor('/orders/{id}').params).toEqual({ id: '41' });
  });

  it('what was made is preferred to what is listed first', () => {
    const learned = new Learned();
    learned.take(operation('GET', '/orders'), '/orders', answer([{ id: 'somebody' }]));
    learned.take(operation('POST', '/orders'), '/orders', answer({ id: 'mine' }));
    learned.take(operation('GET', '/orders'), '/orders', answer([{ id: 'somebody' }]));
    expect(learned.paramsFor('/orders/{id}').params).toEqual({ id: 'mine' });
  });

  it('an item of one owner is not looked for below another', () => {
    const learned = new Learned();
    learned.take(operation('GET', '/firms'), '/firms', answer([{ id: '1' }]));
    learned.take(operation('GET', '/firms/{id}/orders'), '/firms/1/orders', answer([{ id: '9' }]));
    expect(learned.paramsFor('/firms/{firmId}/orders/{orderId}')).toEqual({ params: { firmId: '1', orderId: '9' }, missing: [] });
  });

  it.each(['companyId', 'company_id', 'company'])('%s is known by its name elsewhere', (name) => {
    const learned = new Learned();
    learned.take(operation('POST', '/companies'), '/companies', answer({ id: 'c1' }));
    expect(learned.named(name)).toBe('c1');
    expect(learned.paramsFor(`/reports/{${name}}`)).toEqual({ params: { [name]: 'c1' }, missing: [] });
  });

  it('what nobody told is missing', () => {
    expect(new Learned().paramsFor('/orders/{orderId}')).toEqual({ params: {}, missing: ['orderId'] });
  });

  it.each(['HTML', '', '[]', '{}', 'null', '"text"', '[1,2]'])('an answer of %p tells nothing and breaks nothing', (body) => {
    const learned = new Learned();
    learned.take(operation('GET', '/orders'), '/orders', { status: 200, headers: [], body, bytes: 0 });
    expect(learned.paramsFor('/orders/{id}').missing).toEqual(['id']);
  });
});
