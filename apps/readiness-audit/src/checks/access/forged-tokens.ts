import { constants, createHmac, createPublicKey, generateKeyPairSync, type JsonWebKey, type KeyObject, createPrivateKey, sign } from 'node:crypto';
import { isObject, type Json } from '../../json.ts';

/** A JSON Web Token taken apart. RFC 7519. */
export interface Jwt {
  readonly header: Json;
  readonly claims: Json;
  /** `header.claims`, as it is signed. */
  readonly text: string;
  readonly signature: string;
}

/** A token that a service must refuse, and what is wrong with it. */
export interface Forged {
  readonly name: string;
  readonly token: string;
}

/** Secrets out of tutorials and templates. */
const WELL_KNOWN_SECRETS = ['secret', 'secretKey', 'secretkey', 'secret-key', 'jwt-secret', 'jwt_secret', 'jwtsecret', 'your-256-bit-secret', 'your_jwt_secret', 'your-secret-key', 'mysecret', 'mysecretkey', 'supersecret', 'super-secret', 'changeme', 'change-me', 'password', 'test', 'key', 'private', 'token', 'dev', 'development', 'shhhhh', 'hard!to-guess_secret', '123456', 'default', 'jwt', 'qwerty', 'admin'] as const;
const HMAC: Readonly<Record<string, string>> = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' };
const DAY_S = 86_400;

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const hmac = (algorithm: string, key: string | Buffer, text: string): string => createHmac(HMAC[algorithm] ?? 'sha256', key).update(text).digest('base64url');

/** @returns the parts of a token; undefined when it is no signed JWT. */
export function readJwt(token: string): Jwt | undefined {
  const [head, body, signature, ...more] = token.split('.');
  if (head === undefined || body === undefined || signature === undefined || more.length > 0) return undefined;
  try {
    const header = JSON.parse(Buffer.from(head, 'base64url').toString()) as unknown;
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as unknown;
    return isObject(header) && isObject(claims) && typeof header['alg'] === 'string' ? { header, claims, text: `${head}.${body}`, signature } : undefined;
  } catch {
    return undefined;
  }
}

/** Tokens that anybody can make out of one of their own. */
export function forgedWithoutKey({ header, claims, text, signature }: Jwt): readonly Forged[] {
  const unsigned = (alg: string): string => `${encoded({ ...header, alg })}.${encoded(claims)}.`;
  const nobodys = (kid: string, key: string): string => {
    const own = `${encoded({ ...header, alg: 'HS256', kid })}.${encoded(claims)}`;
    return `${own}.${hmac('HS256', key, own)}`;
  };
  return [
    { name: 'alg none', token: unsigned('none') },
    { name: 'alg None', token: unsigned('None') },
    { name: 'no signature', token: `${text}.` },
    { name: 'another signature', token: `${text}.${otherThan(signature)}` },
    { name: 'other claims under the old signature', token: `${encoded(header)}.${encoded({ ...claims, role: 'admin', admin: true })}.${signature}` },
    { name: 'a kid that leads to an empty file', token: nobodys('../../../../../../../../dev/null', '') },
    { name: 'a kid that selects its own key', token: nobodys("audit' UNION SELECT 'audit' -- ", 'audit') },
    { name: 'its own key in its header', token: selfMade(header, claims) },
  ];
}

/** The first letter changed: the last one may hold bits that nobody reads. */
const otherThan = (signature: string): string => `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;

/** RFC 7515 section 4.1.3: `jwk`, the key that the sender would like to be believed with. */
function selfMade(header: Json, claims: Json): string {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const own = `${encoded({ ...header, alg: 'RS256', jwk: publicKey.export({ format: 'jwk' }) })}.${encoded(claims)}`;
  return `${own}.${sign('sha256', Buffer.from(own), privateKey).toString('base64url')}`;
}

/** HS256 under what is published as a public key: a library that lets the token choose the algorithm takes the text of the key for a secret. RFC 8725 section 2.1. */
export function confused({ header, claims }: Jwt, keys: readonly JsonWebKey[]): readonly Forged[] {
  return keys.flatMap((jwk, place) => {
    const pem = pemOf(jwk);
    if (pem === undefined) return [];
    const own = `${encoded({ ...header, alg: 'HS256', ...(typeof jwk['kid'] === 'string' ? { kid: jwk['kid'] } : {}) })}.${encoded(claims)}`;
    return [['its PEM', pem], ['its PEM without the last line break', pem.trimEnd()]].map(([as, key = '']) => ({ name: `HS256 with public key ${place + 1} as the secret, ${as ?? ''}`, token: `${own}.${hmac('HS256', key, own)}` }));
  });
}

function pemOf(jwk: JsonWebKey): string | undefined {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' }) as string;
  } catch {
    return undefined;
  }
}

/** The secret of an HMAC token, where it is one that everybody knows. */
export function guessedSecret({ header, text, signature }: Jwt): string | undefined {
  const algorithm = String(header['alg']);
  return HMAC[algorithm] === undefined ? undefined : WELL_KNOWN_SECRETS.find((secret) => hmac(algorithm, secret, text) === signature);
}

/** A token signed afresh, and others that differ from it in one claim. @returns undefined where the key does not fit the algorithm */
export function signedWith(jwt: Jwt, key: string, now: number): { readonly control: string; readonly wrong: readonly Forged[] } | undefined {
  try {
    const issue = (changes: Json): string => signed(jwt.header, { ...jwt.claims, ...changes }, key);
    return {
      control: issue({}),
      wrong: [
        { name: 'expired a day ago', token: issue({ iat: now - 2 * DAY_S, nbf: undefined, exp: now - DAY_S }) },
        ...(jwt.claims['nbf'] === undefined ? [] : [{ name: 'valid from tomorrow', token: issue({ nbf: now + DAY_S, exp: now + 2 * DAY_S }) }]),
        ...(jwt.claims['aud'] === undefined ? [] : [{ name: 'of another audience', token: issue({ aud: 'https://audit.invalid/another' }) }]),
        ...(jwt.claims['iss'] === undefined ? [] : [{ name: 'of another issuer', token: issue({ iss: 'https://audit.invalid/another' }) }]),
      ],
    };
  } catch {
    return undefined;
  }
}

function signed(header: Json, claims: Json, key: string): string {
  const algorithm = String(header['alg']);
  const text = `${encoded(header)}.${encoded(claims)}`;
  if (HMAC[algorithm] !== undefined) return `${text}.${hmac(algorithm, key, text)}`;
  return `${text}.${signature(algorithm, createPrivateKey(key), Buffer.from(text)).toString('base64url')}`;
}

/** RFC 7518 section 3.1; RFC 8037 for EdDSA. */
function signature(algorithm: string, key: KeyObject, text: Buffer): Buffer {
  if (algorithm === 'EdDSA') return sign(null, text, key);
  const hash = `sha${algorithm.slice(2)}`;
  if (algorithm.startsWith('ES')) return sign(hash, text, { key, dsaEncoding: 'ieee-p1363' });
  return algorithm.startsWith('PS') ? sign(hash, text, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }) : sign(hash, text, key);
}
