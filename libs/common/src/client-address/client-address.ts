import { BlockList } from 'node:net';
import { BoundedMap } from '@plumbline/database';
import { canonicalAddress } from './ip.js';

/** Who is at the other end. */
export interface Client {
  /** In one spelling; undefined when there is none (a unix socket, a socket that is gone already). */
  readonly address: string | undefined;
  /** What limits count by: the IPv4 address, the /64 of an IPv6 one, or `absent`. */
  readonly key: string;
}

/** The part of a request that tells where it came from; a Fastify request has it. */
export interface AddressedRequest {
  readonly socket: { readonly remoteAddress?: string | undefined; readonly encrypted?: boolean };
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

interface Hop {
  readonly client: Client;
  readonly trusted: boolean;
}

export const ABSENT: Client = { address: undefined, key: 'absent' };

/** Hops looked at in X-Forwarded-For; a longer chain ends there. */
const MAX_HOPS = 16;

/** Longest spelling of an address: IPv6 with a zone, brackets and a port. */
const MAX_ADDRESS_LENGTH = 80;

/** Peers and forwarded addresses remembered, in each of two generations. */
const REMEMBERED = 10_000;

/**
 * The client's address, believing X-Forwarded-For and X-Forwarded-Proto from trusted proxies alone. The header is read
 * from the right, where each proxy adds the peer it saw, and only as far as the hops are trusted: whatever a client
 * writes into it stands to the left of that.
 */
export class ClientAddress {
  private readonly trusted = new BlockList();
  private readonly hops = new BoundedMap<string, Hop>(REMEMBERED);

  /** @param trustedProxies addresses and ranges such as 10.0.0.0/8 (`TRUSTED_PROXIES`, validated by config). */
  constructor(trustedProxies: readonly string[]) {
    for (const proxy of trustedProxies) this.trust(proxy);
  }

  of(request: AddressedRequest): Client {
    const peer = this.peerOf(request);
    if (peer === undefined) return ABSENT;
    const forwarded = peer.trusted ? request.headers['x-forwarded-for'] : undefined;
    return forwarded === undefined || forwarded.length === 0 ? peer.client : this.walk(peer, String(forwarded));
  }

  /**
   * Whether the client speaks TLS: to this process, or to a trusted proxy that says so. Where several proxies added
   * their word, all must say https.
   */
  isSecure(request: AddressedRequest): boolean {
    if (request.socket.encrypted === true) return true;
    const protocols = request.headers['x-forwarded-proto'];
    if (protocols === undefined || this.peerOf(request)?.trusted !== true) return false;
    return String(protocols)
      .split(',')
      .every((protocol) => protocol.trim().toLowerCase() === 'https');
  }

  private peerOf(request: AddressedRequest): Hop | undefined {
    const { remoteAddress } = request.socket;
    return remoteAddress === undefined ? undefined : this.hopOf(remoteAddress);
  }

  private walk(peer: Hop, forwarded: string): Client {
    let nearest = peer;
    let end = forwarded.length;
    for (let count = 0; count < MAX_HOPS && end >= 0 && nearest.trusted; count += 1) {
      const comma = end === 0 ? -1 : forwarded.lastIndexOf(',', end - 1);
      const hop = this.hopOf(forwarded.slice(comma + 1, end).trim());
      // What is no address was not written by a proxy worth trusting; the hop that passed it on answers for it.
      if (hop === undefined) break;
      nearest = hop;
      end = comma;
    }
    return nearest.client;
  }

  private hopOf(text: string): Hop | undefined {
    const known = this.hops.get(text);
    if (known !== undefined) return known;
    const canonical = text.length > MAX_ADDRESS_LENGTH ? undefined : canonicalAddress(text);
    if (canonical === undefined) return undefined;
    const { address, family, key } = canonical;
    const hop = { client: { address, key }, trusted: this.trusted.check(address, family) };
    this.hops.set(copyOf(text), hop);
    return hop;
  }

  private trust(proxy: string): void {
    const [text = '', prefix] = proxy.split('/');
    const canonical = canonicalAddress(text);
    if (canonical === undefined) throw new Error(`TRUSTED_PROXIES names ${proxy}, which is no address or range.`);
    const mapped = canonical.family === 'ipv4' && text.includes(':');
    const bits = canonical.family === 'ipv4' ? 32 : 128;
    const length = prefix === undefined ? bits : Number(prefix) - (mapped ? 96 : 0);
    this.trusted.addSubnet(canonical.address, Math.max(0, length), canonical.family);
  }
}

/** A string of its own: V8 keeps the whole header alive as long as a part cut out of it, up to 16 KiB an entry. */
function copyOf(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
