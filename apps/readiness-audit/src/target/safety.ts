import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { Sentence } from '../cli/sentence.ts';

/** Loopback, private use, unique local, link local of IPv6. RFC 6890. Not link local of IPv4: there clouds keep the credentials of their machines. */
const OWN = new BlockList();
for (const [net, bits] of [['127.0.0.0', 8], ['10.0.0.0', 8], ['172.16.0.0', 12], ['192.168.0.0', 16]] as const) OWN.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [['::1', 128], ['fc00::', 7], ['fe80::', 10]] as const) OWN.addSubnet(net, bits, 'ipv6');

/** Whether an address cannot be somebody else's on the internet. @param address IPv4 or IPv6 */
export function isPrivate(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  return OWN.check(mapped, isIP(mapped) === 6 ? 'ipv6' : 'ipv4');
}

/**
 * Active checks attack: they do so only where nobody else can be hit, unless the caller names the host.
 * @param url of the target
 * @param owned host that the caller says to be theirs
 * @throws Sentence when it is neither; or when its name leads nowhere
 */
export async function assertOwned(url: URL, owned: string | undefined): Promise<void> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (owned !== undefined && owned === host) return;
  const addresses = isIP(host) === 0 ? await addressesOf(host) : [host];
  const foreign = addresses.find((address) => !isPrivate(address));
  if (foreign !== undefined) throw new Sentence(`${host} (${foreign}) is neither loopback nor private, and active checks send broken and hostile requests: if it is yours, say so with --i-own-this ${host}; or run --passive.`);
}

async function addressesOf(host: string): Promise<readonly string[]> {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch {
    throw new Sentence(`The name ${host} leads to no address: check baseUrl in the target file.`);
  }
}

/** Whether a name or an address is this very machine. */
export async function isLoopback(hostname: string): Promise<boolean> {
  const host = hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) === 0 ? await addressesOf(host) : [host];
  return addresses.every((address) => address === '::1' || address.startsWith('127.') || /^::ffff:127\./i.test(address));
}
