import { describe, expect, it } from '@jest/globals';
import type { Exchange } from './exchange.ts';
import { Mask } from './mask.ts';

const exchange = (body: string, headers: readonly (readonly [string, string])[] = []): Exchange => ({
  id: 'x1', at: '2026-01-01T00:00:00Z', ms: 1,
  request: { method: 'POST', url: 'http://x/login?key=open-sesame', headers: [['Authorization', 'Bearer abcdef.GHI.123456'], ['X-Other', 'open-sesame']], body: '{"password":"open-sesame"}' },
  answer: { status: 200, headers, body, bytes: body.length },
});

describe('what is written down', () => {
  const mask = new Mask();
  mask.add('open-sesame', 'password of ali');

  it('holds no secret that is known, in whatever form', () => {
    const forms = ['open-sesame', encodeURIComponent('open sesame/é'), Buffer.from('open-sesame').toString('base64')];
    const masked = mask.exchange(exchange(`<p>${forms.join(' ')}</p>`));
    expect(JSON.stringify(masked)).not.toMatch(/open-sesame|b3Blbi1zZXNhbWU/);
    expect(masked.request.url).toBe('http://x/login?key=<password of ali>');
  });

  it('holds no credentials, whoever named them', () => {
    const masked = mask.exchange(exchange('', [['Set-Cookie', 'sid=deadbeef; HttpOnly; Path=/']]));
    expect(masked.request.headers[0]).toEqual(['Authorization', 'Bearer <credentials of the sender>']);
    expect(masked.answer?.headers).toEqual([['Set-Cookie', 'sid=aaaaaaaa; HttpOnly; Path=/']]);
  });

  it('keeps the shape of secret members, so that they can still be judged', () => {
    expect(mask.exchange(exchange('{"accessToken":"aB3.x-9\\"q","expires":7,"note":"seen"}')).answer?.body).toBe('{"accessToken":"aA2.a-2\\"a","expires":7,"note":"seen"}');
  });

  it('leaves alone what is no secret', () => {
    const body = '{"name":"a lamp","size":3}';
    expect(mask.exchange(exchange(body)).answer?.body).toBe(body);
  });
});
