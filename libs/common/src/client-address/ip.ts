import { isIPv4, isIPv6 } from 'node:net';

/** An address in one spelling, with the key that limits count by. */
export interface CanonicalAddress {
  /** Dotted IPv4, or IPv6 as eight groups without leading zeros. */
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  /** The IPv4 address, or the /64 of an IPv6 one: a single customer is given at least that (RFC 6177), and can use all of it. */
  readonly key: string;
}

/**
 * Brings an address into one spelling; `::ffff:192.0.2.1` is the IPv4 address 192.0.2.1 (RFC 4291 section 2.5.5.2).
 * The strings are new ones: a part of a header would keep all of it in memory.
 * @param text IPv4 or IPv6, with or without a zone (`%eth0`), a port (`192.0.2.1:80`, `[2001:db8::1]:80`) or brackets.
 * @returns undefined when it is no address.
 */
export function canonicalAddress(text: string): CanonicalAddress | undefined {
  const bare = withoutPort(text);
  if (isIPv4(bare)) return ipv4(bare.split('.').map(Number));
  if (!isIPv6(bare)) return undefined;
  const groups = ipv6Groups(bare);
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    const [high = 0, low = 0] = groups.slice(6);
    return ipv4([high >> 8, high & 255, low >> 8, low & 255]);
  }
  const hex = groups.map((group) => group.toString(16));
  return { address: hex.join(':'), family: 'ipv6', key: `${hex.slice(0, 4).join(':')}::/64` };
}

function ipv4(octets: readonly number[]): CanonicalAddress {
  const address = octets.join('.');
  return { address, family: 'ipv4', key: address };
}

function withoutPort(text: string): string {
  if (text.startsWith('[')) return /^\[([^\]]+)\](?::\d{1,5})?$/.exec(text)?.[1] ?? '';
  const colon = text.indexOf(':');
  return colon > 0 && colon === text.lastIndexOf(':') ? text.slice(0, colon) : text;
}

/** @param text a valid IPv6 address. @returns its eight groups. */
function ipv6Groups(text: string): number[] {
  const [head = '', tail] = text.replace(/%.*$/, '').split('::');
  const before = groupsOf(head);
  if (tail === undefined) return before;
  const after = groupsOf(tail);
  return [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
}

function groupsOf(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}
