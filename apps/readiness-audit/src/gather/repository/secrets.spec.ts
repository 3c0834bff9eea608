import { describe, expect, it } from '@jest/globals';
import { credentialsInLog, secretsIn, secretsInLog, withoutSecrets } from './secrets.ts';

// Put together here, so that no scanner takes this file for a leak.
const AWS = ['AKIA', 'QX7Z3MPL5RTYK2WD'].join('');
const GITHUB = ['ghp_', 'k3Xv9QmZ2LrT7wYb5NcD8fGh1JpS4aUe6RoI'].join('');
const KEY = ['-----BEGIN ', 'PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n'].join('');

describe('secretsIn', () => {
  it.each([
    ['an access key of AWS', `aws_key = ${AWS}`],
    ['a token of GitHub', `TOKEN=${GITHUB}`],
    ['a private key', KEY],
    ['a password in an address', 'url: mongodb+srv://app:h7Kq2mZx9Lw@cluster0.mongodb.net/db'],
    ['a secret of its own', 'const apiKey = "q8Zr2LmX7vTn4KcY9wBd3HsJ6pGf1"'],
  ])('knows %s and does not show it', (kind, text) => {
    expect(secretsIn(`first\n${text}`)).toEqual([{ kind, line: 2, masked: expect.stringMatching(/^.{1,6}… \(\d+ characters\)$/) as unknown }]);
  });

  it.each([
    'AKIAIOSFODNN7EXAMPLE',
    'url: mongodb://app:password@localhost/db',
    'url: postgres://app:secretpassword@database:5432/app',
    'url: https://user:${PASSWORD}@host.example.com',
    'password: "correct-horse-battery-staple-of-old"',
    'const API_KEY_NAME = "integrationWebhookVerifications"',
    `${AWS} # gitleaks:allow`,
    'token: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
    '-----BEGIN PRIVATE KEY-----',
  ])('lets %j be', (text) => {
    expect(secretsIn(text)).toEqual([]);
  });

  it('knows tokens in logs only, as sources are full of old ones', () => {
    const token = ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiIxMjM0In0', 'dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U'].join('.');
    expect(secretsIn(token)).toEqual([]);
    expect(credentialsInLog(`{"authorization":"Bearer ${token}"}`)).toMatchObject([{ kind: 'a signed token (JWT)' }]);
    expect(credentialsInLog('{"body":"{\\"password\\":\\"hunter2-of-old\\"}"}')).toMatchObject([{ kind: 'a password' }]);
    expect(credentialsInLog('{"password":"[Redacted]","newPassword":"********"}')).toEqual([]);
    expect(secretsInLog(`{"key":"${AWS}"}`)).toMatchObject([{ kind: 'an access key of AWS' }]);
  });

  it('masks', () => {
    expect(withoutSecrets(`TOKEN=${GITHUB}`)).toBe('TOKEN=ghp_k3… (40 characters)');
  });
});
