import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { envExample, InvalidEnvironment, readConfig } from './index.js';

const secret = () => randomBytes(32).toString('base64');

const VALID = {
  MONGODB_URI: 'mongodb://127.0.0.1:27017/plumbline?replicaSet=rs0',
  DATA_KEYS: `k1:${secret()},k0:${secret()}`,
  BLIND_INDEX_KEY: secret(),
  TOKEN_SIGNING_KEYS: `t1:${secret()}`,
  CERTIFICATE_SIGNING_KEYS: `c1:${secret()}`,
  AUDIT_SIGNING_KEYS: `a1:${secret()}`,
  COOKIE_KEY: secret(),
};

function findings(environment: Record<string, string>): readonly string[] {
  try {
    readConfig({ ...VALID, ...environment });
  } catch (error) {
    if (error instanceof InvalidEnvironment) return error.findings;
    throw error;
  }
  return [];
}

describe('the environment', () => {
  it('is read with its defaults', () => {
    const config = readConfig(VALID);
    expect(config.get('PORT')).toBe(3000);
    expect(config.get('EDGE')).toBe('fast');
    expect(config.get('REDIS_URL')).toBeUndefined();
    expect(config.get('DATA_KEYS').map(({ id }) => id)).toEqual(['k1', 'k0']);
    expect(config.metricsPort).toBeUndefined();
  });

  it('names every bad variable at once, required ones first seen in order', () => {
    expect(() => readConfig({ PORT: 'http', LOG_LEVEL: 'loud', FORCE_HTTPS: 'yes' })).toThrow(InvalidEnvironment);
    try {
      readConfig({ PORT: 'http', LOG_LEVEL: 'loud', FORCE_HTTPS: 'yes' });
    } catch (error) {
      const named = (error as InvalidEnvironment).findings.map((finding) => finding.split(' ')[0]);
      expect(named.sort()).toEqual(['AUDIT_SIGNING_KEYS', 'BLIND_INDEX_KEY', 'CERTIFICATE_SIGNING_KEYS', 'COOKIE_KEY', 'DATA_KEYS', 'FORCE_HTTPS', 'LOG_LEVEL', 'MONGODB_URI', 'PORT', 'TOKEN_SIGNING_KEYS']);
    }
  });

  it.each([
    ['PORT', '65536', 'must be a whole number from 0 to 65535'],
    ['PORT', '1e3', 'must be a whole number from 0 to 65535'],
    ['NODE_ENV', 'prod', 'must be one of development, test, production'],
    ['MONGODB_URI', 'localhost:27017', 'must begin with mongodb:// or mongodb+srv:// and name a host'],
    ['REDIS_URL', 'http://localhost', 'must be a URL beginning with redis:// or rediss://'],
    ['DATA_KEYS', 'k1:c2hvcnQ=', 'must hold 32 bytes in base64; make one with: openssl rand -base64 32'],
    ['DATA_KEYS', secret(), 'must be a list of id:base64 pairs, comma-separated, an id being 1 to 16 letters or digits'],
    ['DATA_KEYS', `k1:${secret()},k1:${secret()}`, 'names the same key id twice'],
    ['COOKIE_KEY', Buffer.alloc(32, 7).toString('base64'), 'is not random; make one with: openssl rand -base64 32'],
    ['TRUSTED_PROXIES', '10.0.0.0/33', 'must be a list of addresses or ranges such as 10.0.0.0/8'],
    ['TRUSTED_PROXIES', '::1/128/1', 'must be a list of addresses or ranges such as 10.0.0.0/8'],
    ['PUBLIC_URL', 'https://plumbline.example/app', 'must be an origin such as https://plumbline.example.org, without a path or credentials'],
    ['PUBLIC_URL', 'https://ada:pw@plumbline.example', 'must be an origin such as https://plumbline.example.org, without a path or credentials'],
    ['PUBLIC_URL', 'ftp://plumbline.example', 'must be an origin such as https://plumbline.example.org, without a path or credentials'],
    ['CORS_ORIGINS', 'https://app.example.org/path', 'must be a list of origins such as https://app.example.org, without a path'],
    ['STRIPE_SECRET_KEY', 'pk_test_abcdefgh', 'must be a secret key of Stripe: sk_test_..., sk_live_..., or a restricted one (rk_)'],
    ['STRIPE_PUBLISHABLE_KEY', 'sk_test_abcdefgh', 'must be a publishable key of Stripe: pk_test_... or pk_live_...'],
    ['STRIPE_WEBHOOK_SECRETS', 'whsec_abcdefghijklmnop,whsec_short', 'must be a list of signing secrets such as whsec_..., each with 16 characters or more behind whsec_'],
    ['STRIPE_API_URL', 'localhost:3010', 'must be a URL beginning with http:// or https://'],
    ['CAPTURE_WITHIN_HOURS', '121', 'must be a whole number from 1 to 120'],
    ['PAYMENT_SETTLE_AFTER_MS', '999', 'must be a whole number from 1000 to 3600000'],
    ['CORS_ORIGINS', '*', 'must be a list of origins such as https://app.example.org, without a path'],
  ])('refuses %s=%s', (name, value, message) => {
    expect(findings({ [name]: value })).toEqual([`${name} ${message}`]);
  });

  it('never repeats a secret in its message', () => {
    expect(findings({ DATA_KEYS: 'k1:hunter2' }).join('\n')).not.toContain('hunter2');
  });

  it('refuses what production must not have', () => {
    const found = findings({ NODE_ENV: 'production', SMTP_URL: 'smtp://mail.test', DEMO_PASSWORD: 'demo', PUBLIC_URL: 'http://plumbline.test', RATE_LIMIT_FACTOR: '10', CORS_ORIGINS: 'http://app.test' });
    expect(found.map((finding) => finding.split(' ')[0])).toEqual(['DEMO_PASSWORD', 'PUBLIC_URL', 'RATE_LIMIT_FACTOR', 'CORS_ORIGINS']);
    expect(findings({ NODE_ENV: 'production', PUBLIC_URL: 'https://plumbline.test', SMTP_URL: 'smtp://mail.test' })).toEqual([]);
    expect(findings({ NODE_ENV: 'production', PUBLIC_URL: 'https://plumbline.test' })).toEqual([expect.stringContaining('SMTP_URL must be set')]);
  });

  it('is not deceived by the spelling of the public address', () => {
    expect(findings({ NODE_ENV: 'production', PUBLIC_URL: 'HTTP://plumbline.test', SMTP_URL: 'smtp://mail.test' })).toEqual(['PUBLIC_URL must begin with https:// in production']);
    expect(readConfig({ ...VALID, PUBLIC_URL: 'HTTPS://Plumbline.Test:443/' }).get('PUBLIC_URL')).toBe('https://plumbline.test');
  });

  it('turns plain http away in production, unless told', () => {
    const production = { ...VALID, NODE_ENV: 'production', PUBLIC_URL: 'https://plumbline.test', SMTP_URL: 'smtp://mail.test' };
    expect([VALID, { ...VALID, FORCE_HTTPS: 'true' }, production, { ...production, FORCE_HTTPS: 'false' }].map((environment) => readConfig(environment).forceHttps)).toEqual([false, true, true, false]);
  });

  it('serves metrics on a port of their own in production', () => {
    expect(readConfig({ ...VALID, NODE_ENV: 'production', PUBLIC_URL: 'https://plumbline.test', SMTP_URL: 'smtp://mail.test' }).metricsPort).toBe(9464);
  });
});

describe('Stripe', () => {
  const PRODUCTION = { NODE_ENV: 'production', PUBLIC_URL: 'https://plumbline.test', SMTP_URL: 'smtp://mail.test' };
  const LIVE = { STRIPE_SECRET_KEY: 'sk_live_abcdefgh', STRIPE_PUBLISHABLE_KEY: 'pk_live_abcdefgh', STRIPE_WEBHOOK_SECRETS: 'whsec_abcdefghijklmnop' };
  const EMULATOR = { STRIPE_API_URL: 'http://localhost:3010' };

  it.each<[string, Record<string, string>, string[]]>([
    ['a live key outside production', { STRIPE_SECRET_KEY: 'sk_live_abcdefgh' }, ['STRIPE_SECRET_KEY must not be a live key outside production']],
    ['a restricted live key outside production', { STRIPE_SECRET_KEY: 'rk_live_abcdefgh' }, ['STRIPE_SECRET_KEY must not be a live key outside production']],
    ['the emulator in production', { ...PRODUCTION, ...EMULATOR }, ['STRIPE_API_URL must not be set in production']],
    ['the emulator beside the key of an account', { ...EMULATOR, STRIPE_SECRET_KEY: 'sk_test_abcdefgh' }, ['STRIPE_API_URL must not be set beside the STRIPE_SECRET_KEY of a real account']],
    ['the emulator\'s key without its address', { STRIPE_SECRET_KEY: 'sk_test_emulator' }, ['STRIPE_SECRET_KEY is the one of the emulator, which needs STRIPE_API_URL']],
    ['keys of two modes', { STRIPE_SECRET_KEY: 'sk_test_abcdefgh', STRIPE_PUBLISHABLE_KEY: 'pk_live_abcdefgh' }, ['STRIPE_PUBLISHABLE_KEY must be of the same mode (test or live) as STRIPE_SECRET_KEY']],
    ['half of it in production', { ...PRODUCTION, STRIPE_SECRET_KEY: 'sk_live_abcdefgh' }, ['STRIPE_PUBLISHABLE_KEY must be set in production beside STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRETS must be set in production beside STRIPE_SECRET_KEY: without webhooks payments are late']],
    ['no hold in production', { ...PRODUCTION, TRANSFER_HOLD_HOURS: '0' }, ['TRANSFER_HOLD_HOURS must be 1 or more in production']],
  ])('is refused: %s', (_what, environment, expected) => {
    expect(findings(environment)).toEqual(expected);
  });

  it.each<[string, Record<string, string>, unknown]>([
    ['nobody', {}, undefined],
    ['the emulator', EMULATOR, { key: 'sk_test_emulator', emulatorUrl: 'http://localhost:3010' }],
    ['Stripe\'s sandbox', { STRIPE_SECRET_KEY: 'sk_test_abcdefgh' }, { key: 'sk_test_abcdefgh' }],
    ['Stripe, in production', { ...PRODUCTION, ...LIVE }, { key: 'sk_live_abcdefgh' }],
  ])('is told as %s', (_who, environment, expected) => {
    expect(readConfig({ ...VALID, ...environment }).stripe).toEqual(expected);
  });
});

describe('a value in a file', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-config-'));
  const file = path.join(folder, 'cookie-key');
  const { COOKIE_KEY, ...others } = VALID;
  writeFileSync(file, `${COOKIE_KEY}\n`);
  afterAll(() => rmSync(folder, { recursive: true }));

  const refusals = (environment: Record<string, string>): readonly string[] => {
    try {
      readConfig(environment);
    } catch (error) {
      return (error as InvalidEnvironment).findings;
    }
    return [];
  };

  it('is taken as if it stood in the environment', () => {
    expect(readConfig({ ...others, COOKIE_KEY_FILE: file }).get('COOKIE_KEY')).toEqual(readConfig(VALID).get('COOKIE_KEY'));
  });

  it('is refused with a sentence when it is not there, empty, bad, or given twice', () => {
    const empty = path.join(folder, 'empty');
    writeFileSync(empty, '\n');
    const short = path.join(folder, 'short');
    writeFileSync(short, 'hunter2');
    expect(refusals({ ...others, COOKIE_KEY_FILE: path.join(folder, 'none') })).toEqual([`COOKIE_KEY cannot be read: COOKIE_KEY_FILE names ${path.join(folder, 'none')} (ENOENT)`]);
    expect(refusals({ ...others, COOKIE_KEY_FILE: empty })).toEqual([`COOKIE_KEY is empty: COOKIE_KEY_FILE names ${empty}, and nothing is in it`]);
    expect(refusals({ ...others, COOKIE_KEY_FILE: short })).toEqual(['COOKIE_KEY must hold 32 bytes in base64; make one with: openssl rand -base64 32']);
    expect(refusals({ ...VALID, COOKIE_KEY_FILE: file })).toEqual(['COOKIE_KEY is set, and so is COOKIE_KEY_FILE; leave one of them out']);
  });
});

describe('.env.example', () => {
  it('is what the table of variables says', () => {
    expect(readFileSync('.env.example', 'utf8')).toBe(envExample());
  });
});
