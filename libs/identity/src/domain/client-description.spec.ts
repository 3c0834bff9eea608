import { describe, expect, it } from '@jest/globals';
import { describeClient, maskAddress } from './client-description.js';

describe('describeClient', () => {
  it.each([
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Windows'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0', 'Edge on Windows'],
    ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36', 'Chrome on Linux'],
    ['Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36', 'Chrome on Android'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1', 'Safari on iOS'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15', 'Safari on macOS'],
    ['curl/8.5.0', 'curl'],
    ['node', 'Node.js'],
    ['<script>alert(1)</script> ada@example.org', 'Unknown client'],
    [undefined, 'Unknown client'],
  ])('calls %j %s', (userAgent, expected) => {
    expect(describeClient(userAgent, '203.0.113.77')).toBe(`${expected}, 203.0.113.x`);
  });
});

describe('maskAddress', () => {
  it.each([
    ['203.0.113.77', '203.0.113.x'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::x'],
    ['2001:db8::6', '2001:db8:0::x'],
    ['::1', '0:0:0::x'],
    [undefined, 'an unknown address'],
    ['ada@example.org', 'an unknown address'],
  ])('shows %j as %s', (address, expected) => {
    expect(maskAddress(address)).toBe(expected);
  });
});
