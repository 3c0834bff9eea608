import type { SecretFound } from '../../artifacts/repository.ts';
interface Shape {
  readonly kind: string;
  /** Its first group is the secret; the whole match where there is none. */
  readonly pattern: RegExp;
  /** Bits a letter; what is below is a word or a placeholder. */
  readonly leastEntropy: number;
}

const SHAPES: readonly Shape[] = [
  { kind: 'a private key', pattern: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----(?:\s|\\n)*([A-Za-z0-9+/=]{40,})/g, leastEntropy: 3.5 },
  { kind: 'an access key of AWS', pattern: /\b((?:AKIA|ASIA)[A-Z2-7]{16})\b/g, leastEntropy: 3 },
  { kind: 'a token of GitHub', pattern: /\b(gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_\w{60,255})\b/g, leastEntropy: 3.5 },
  { kind: 'a token of GitLab', pattern: /\b(glpat-[\w-]{20,})\b/g, leastEntropy: 3.3 },
  { kind: 'a token of Slack', pattern: /\b(xox[abeoprs]-(?:\d+-)+[A-Za-z0-9]{20,})\b/g, leastEntropy: 3.3 },
  { kind: 'a live key of Stripe', pattern: /\b((?:sk|rk)_live_[A-Za-z0-9]{20,})\b/g, leastEntropy: 3.3 },
  { kind: 'a webhook secret of Stripe', pattern: /\b(whsec_[A-Za-z0-9+/]{32,})\b/g, leastEntropy: 3.5 },
  { kind: 'a key of Google', pattern: /\b(AIza[\w-]{35})(?![\w-])/g, leastEntropy: 3.5 },
  { kind: 'a token of npm', pattern: /\b(npm_[A-Za-z0-9]{36})\b/g, leastEntropy: 3.5 },
  { kind: 'a key of SendGrid', pattern: /\b(SG\.[\w-]{22}\.[\w-]{43})\b/g, leastEntropy: 3.5 },
  { kind: 'a key of Anthropic', pattern: /\b(sk-ant-[\w-]{32,})\b/g, leastEntropy: 3.5 },
  { kind: 'a key of OpenAI', pattern: /\b(sk-(?:proj-|svcacct-)?[A-Za-z0-9_-]{40,})\b/g, leastEntropy: 4 },
  // Without a dot in its host the address leads to a container or to this machine, whose passwords open nothing else.
  { kind: 'a password in an address', pattern: /\b(?:mongodb(?:\+srv)?|postgres(?:ql)?|mysql|mariadb|rediss?|amqps?|https?|ftp):\/\/[\w.%-]*:([^@\s/:'"`$<{%]{8,})@(?!(?:127|10|192\.168)\.)[\w-]+\.[\w.-]+/g, leastEntropy: 2.8 },
  { kind: 'a secret of its own', pattern: /(?:password|passwd|secret|api_?key|access_?key|auth_?token|private_?key|client_?secret)["']?\s*[:=]\s*["']([A-Za-z0-9+/=_-]{24,128})["']/gi, leastEntropy: 4.2 },
];
const TOKEN: Shape = { kind: 'a signed token (JWT)', pattern: /\b(eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,})/g, leastEntropy: 3.5 };
const PASSWORD: Shape = { kind: 'a password', pattern: /"(?:\w*password|passwd|pwd|client_?secret)\\*"\s*:\s*\\*"((?!<|\[|\*|x{3})[^"\\\s]{8,100})\\*"/gi, leastEntropy: 2.5 };

/** Says itself that it is none. */
const PLACEHOLDER = /example|placeholder|changeme|change-me|dummy|fake|sample|redacted|your[-_ ]?|todo|not-?a-?real|insert|replace|xxxx|\*\*\*|0123456|1234567|abcdefg|(.)\1{7}|<[^>]*>|\$\{|\{\{/i;
const ALLOWED = /gitleaks:allow|pragma: allowlist secret|nosec\b|noqa: S10/;

/** Shannon entropy, in bits a letter. */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const sign of text) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}

const masked = (secret: string): string => `${secret.slice(0, Math.min(6, Math.floor(secret.length / 4)))}… (${secret.length} characters)`;

/** Secrets of shapes that providers give them. Placeholders, and lines that are marked as allowed, do not count. */
export function secretsIn(text: string): readonly SecretFound[] {
  return found(text, SHAPES).map(({ kind, secret, at }) => ({ kind, line: lineAt(text, at), masked: masked(secret) }));
}

/** The same in a line of a log. */
export const secretsInLog = (line: string): readonly Omit<SecretFound, 'line'>[] => found(line, SHAPES).map(({ kind, secret }) => ({ kind, masked: masked(secret) }));

/** Tokens and passwords of whoever asked, which have no business in a log; sources are full of old and invented ones. */
export const credentialsInLog = (line: string): readonly Omit<SecretFound, 'line'>[] => found(line, [TOKEN, PASSWORD]).map(({ kind, secret }) => ({ kind, masked: masked(secret) }));

/** A text with its secrets masked. */
export const withoutSecrets = (text: string): string => mask(text, SHAPES);

/** A line of a log with its secrets, tokens and passwords masked. */
export const withoutSecretsOfLog = (line: string): string => mask(line, [...SHAPES, TOKEN, PASSWORD]);

const mask = (text: string, shapes: readonly Shape[]): string => found(text, shapes).reduce((rest, { secret }) => rest.replaceAll(secret, masked(secret)), text);

function found(text: string, shapes: readonly Shape[]): readonly { readonly kind: string; readonly secret: string; readonly at: number }[] {
  return shapes.flatMap(({ kind, pattern, leastEntropy }) => [...text.matchAll(pattern)].flatMap((match) => {
    const secret = match[1] ?? match[0];
    if (PLACEHOLDER.test(secret) || entropyOf(secret) < leastEntropy || ALLOWED.test(lineWith(text, match.index))) return [];
    // A constant's name or a word with dashes has no digits among its letters.
    if (kind === 'a secret of its own' && !(/\d/.test(secret) && /[a-z]/.test(secret) && /[A-Z]/.test(secret))) return [];
    return [{ kind, secret, at: match.index }];
  }));
}

const lineAt = (text: string, at: number): number => text.slice(0, at).split('\n').length;

function lineWith(text: string, at: number): string {
  const end = text.indexOf('\n', at);
  return text.slice(text.lastIndexOf('\n', at) + 1, end === -1 ? undefined : end);
}
