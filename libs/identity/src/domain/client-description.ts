/** First match names the browser: Edge and Opera call themselves Chrome, and Chrome calls itself Safari. */
const AGENTS: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
  [/^curl\//, 'curl'],
  [/^(?:node|undici)\b/i, 'Node.js'],
  [/^python\b/i, 'Python'],
];

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\biPhone|\biPad/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

function firstMatch(table: readonly (readonly [RegExp, string])[], text: string): string | undefined {
  return table.find(([pattern]) => pattern.test(text))?.[1];
}

/**
 * Enough of an IP address to be recognised by its owner: the /24 of an IPv4 address, the /48 of an IPv6 one.
 * @param address in one spelling, as ClientAddress gives it.
 */
export function maskAddress(address: string | undefined): string {
  const network = /^(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/.exec(address ?? '')?.[1];
  if (network !== undefined) return `${network}.x`;
  if (address === undefined || !/^[0-9a-f:]+$/.test(address)) return 'an unknown address';
  const head = (address.split('::')[0] ?? '').split(':').filter((group) => group !== '');
  return `${[...head, '0', '0', '0'].slice(0, 3).join(':')}::x`;
}

/**
 * What the owner is shown of a session's client: `Firefox on Windows, 203.0.113.x`. Built from a fixed vocabulary, so
 * that nothing a client writes into its User-Agent is kept or shown.
 * @param userAgent the header, of which at most 512 characters are looked at.
 */
export function describeClient(userAgent: string | undefined, address: string | undefined): string {
  const text = (userAgent ?? '').slice(0, 512);
  const system = firstMatch(SYSTEMS, text);
  return `${firstMatch(AGENTS, text) ?? 'Unknown client'}${system === undefined ? '' : ` on ${system}`}, ${maskAddress(address)}`;
}
