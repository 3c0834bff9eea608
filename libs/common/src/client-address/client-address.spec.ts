import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { ABSENT, ClientAddress, type AddressedRequest } from './client-address.js';

function request(
  remoteAddress: string | undefined,
  headers: AddressedRequest['headers'] = {},
  encrypted = false,
): AddressedRequest {
  return { socket: { remoteAddress, encrypted }, headers };
}

function via(peer: string, forwarded: string | string[]): AddressedRequest {
  return request(peer, { 'x-forwarded-for': forwarded });
}

describe('ClientAddress', () => {
  const behindProxies = new ClientAddress(['10.0.0.0/8', '2001:db8:ffff::/48', '192.0.2.7']);
  const open = new ClientAddress([]);

  it.each([
    ['203.0.113.9', '203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9', '203.0.113.9'],
    ['::FFFF:cb00:7109', '203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002:ffff::1', '2001:db8:1:2:ffff:0:0:1', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0:0:0:0:1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0:0:0:0:1', 'fe80:0:0:0::/64'],
    ['::ffff:0:203.0.113.9', '0:0:0:0:ffff:0:cb00:7109', '0:0:0:0::/64'],
  ])('reads the peer %s as %s, counted by %s', (peer, address, key) => {
    expect(open.of(request(peer))).toEqual({ address, key });
  });

  it('answers with a policy of its own, not a crash, when there is no address', () => {
    expect(behindProxies.of(request(undefined))).toBe(ABSENT);
    expect(behindProxies.of(request(undefined, { 'x-forwarded-for': '203.0.113.9' }))).toBe(ABSENT);
  });

  it('does not believe X-Forwarded-For from a peer that is not trusted', () => {
    expect(open.of(via('203.0.113.9', '198.51.100.1')).key).toBe('203.0.113.9');
    expect(behindProxies.of(via('203.0.113.9', '198.51.100.1')).key).toBe('203.0.113.9');
  });

  it.each([
    ['one trusted proxy', '203.0.113.9', '203.0.113.9'],
    ['a forged entry on the left', '198.51.100.1, 203.0.113.9', '203.0.113.9'],
    ['a forged trusted entry on the left', '10.1.1.1, 203.0.113.9', '203.0.113.9'],
    ['two trusted proxies', '203.0.113.9, 10.2.2.2', '203.0.113.9'],
    ['a single trusted address', '203.0.113.9,192.0.2.7', '203.0.113.9'],
    ['a trusted proxy spelt as mapped IPv6', '203.0.113.9, ::ffff:10.2.2.2', '203.0.113.9'],
    ['a trusted IPv6 proxy', '203.0.113.9, 2001:db8:ffff::1', '203.0.113.9'],
    ['a port', '203.0.113.9:41234', '203.0.113.9'],
    ['an IPv6 address with a port', '[2001:db8:1:2::1]:443', '2001:db8:1:2::/64'],
    ['nothing but trusted proxies', '10.3.3.3, 10.2.2.2', '10.3.3.3'],
    ['an empty header', '', '10.0.0.1'],
    ['garbage next to the proxy', '203.0.113.9, unknown', '10.0.0.1'],
    ['garbage behind a trusted proxy', 'unknown, 10.2.2.2', '10.2.2.2'],
    ['an empty entry', '203.0.113.9,, 10.2.2.2', '10.2.2.2'],
    ['a leading comma', ',10.2.2.2', '10.2.2.2'],
  ])('walks X-Forwarded-For from the right: %s', (_, header, key) => {
    expect(behindProxies.of(via('10.0.0.1', header)).key).toBe(key);
  });

  it('reads repeated headers as one list', () => {
    expect(behindProxies.of(via('10.0.0.1', ['198.51.100.1', '203.0.113.9'])).key).toBe('203.0.113.9');
  });

  it('ends at a chain that is longer than any real one', () => {
    expect(behindProxies.of(via('10.0.0.1', `203.0.113.9, ${Array(1000).fill('10.2.2.2').join(',')}`)).key).toBe(
      '10.2.2.2',
    );
  });

  it('trusts ranges written as mapped IPv6', () => {
    expect(new ClientAddress(['::ffff:10.0.0.0/104']).of(via('10.9.9.9', '203.0.113.9')).key).toBe('203.0.113.9');
  });

  it('holds a bounded number of small strings, however large the headers they came in', () => {
    const addresses = new ClientAddress(['10.0.0.0/8']);
    const before = heapUsed();
    for (let n = 0; n < 5_000; n += 1) {
      const forwarded = Buffer.from(
        `${'x'.repeat(15_000)}, 203.100.${100 + (n >> 7)}.${100 + (n & 127)}, 10.2.2.2`,
      ).toString('latin1');
      addresses.of(via('10.0.0.1', forwarded));
    }
    const held = heapUsed() - before;
    expect(held).toBeLessThan(15_000_000);
    // Asked once more, so that the collector could not take the cache itself before it was measured.
    expect(addresses.of(via('10.0.0.1', '203.100.100.100')).key).toBe('203.100.100.100');
  });

  it.each([
    ['a TLS socket', request('203.0.113.9', {}, true), true],
    ['a plain socket', request('203.0.113.9'), false],
    ['a trusted proxy that says https', request('10.0.0.1', { 'x-forwarded-proto': 'https' }), true],
    ['a trusted proxy that says http', request('10.0.0.1', { 'x-forwarded-proto': 'http' }), false],
    ['a client that says https', request('203.0.113.9', { 'x-forwarded-proto': 'https' }), false],
    ['an absent peer that says https', request(undefined, { 'x-forwarded-proto': 'https' }), false],
    [
      'a client whose word was kept by an appending proxy',
      request('10.0.0.1', { 'x-forwarded-proto': 'https, http' }),
      false,
    ],
    ['proxies that agree', request('10.0.0.1', { 'x-forwarded-proto': 'https, HTTPS' }), true],
  ])('tells whether the client speaks TLS: %s', (_, made, secure) => {
    expect(behindProxies.isSecure(made)).toBe(secure);
  });
});

function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
