import { describe, expect, it } from '@jest/globals';
import { Hopeless } from '@plumbline/jobs';
import type { Mail } from './mailer.js';
import { domainOf, messageIdOf } from './message-id.js';
import { assertWellFormed } from './well-formed.js';

const MAIL: Mail = { id: 'users:1:1:0:verify', to: 'ada@example.org', subject: 'Hello', paragraphs: ['Welcome.'], action: { label: 'Open', url: 'https://plumbline.example/' } };

describe('a mail', () => {
  it.each<Partial<Mail>>([
    {},
    { to: 'jürgen+x@müller.example' },
    { to: "o'neill@example.org" },
    { subject: 'Grüße' },
    { action: { label: 'Öffnen', url: 'http://localhost:3000/verify?token=a.b-c_d' } },
    { expiresAt: new Date(0) },
  ])('is taken with %j', (part) => {
    expect(() => assertWellFormed({ ...MAIL, ...part })).not.toThrow();
  });

  it.each<[string, Partial<Mail>]>([
    ['to', { to: 'ada@example.org\r\nBcc: eve@example.org' }],
    ['to', { to: 'ada@example.org\nRCPT TO:<eve@example.org>' }],
    ['to', { to: 'Ada <ada@example.org>' }],
    ['to', { to: 'ada@example.org\u2028' }],
    ['to', { to: 'ada' }],
    ['to', { to: '@example.org' }],
    ['to', { to: `${'a'.repeat(250)}@example.org` }],
    ['subject', { subject: 'Hello\r\nBcc: eve@example.org' }],
    ['subject', { subject: 'Hello\u0085Bcc: eve@example.org' }],
    ['subject', { subject: ' ' }],
    ['subject', { subject: 'a'.repeat(151) }],
    ['paragraphs', { paragraphs: [] }],
    ['paragraphs', { paragraphs: ['a'.repeat(2_001)] }],
    ['action.label', { action: { label: 'Open\nme', url: 'https://plumbline.example/' } }],
    ['action.url', { action: { label: 'Open', url: 'javascript:alert(1)' } }],
    ['action.url', { action: { label: 'Open', url: 'https://plumbline.example/ https://evil.example' } }],
    ['action.url', { action: { label: 'Open', url: '/verify' } }],
    ['expiresAt', { expiresAt: new Date(Number.NaN) }],
    ['id', { id: 'users 1' }],
    ['id', { id: '' }],
  ])('is refused for its %s, without telling the value: %j', (member, part) => {
    const refused = (): void => assertWellFormed({ ...MAIL, ...part });
    expect(refused).toThrow(Hopeless);
    expect(refused).toThrow(new Hopeless(`The mail's \`${member}\` is malformed.`));
  });
});

describe('a Message-ID', () => {
  it('is the same for the same mail, another for another, and in the domain of the sender', () => {
    const domain = domainOf('Plumbline <no-reply@mail.plumbline.example>');
    expect(messageIdOf('a:1', domain)).toMatch(/^<[0-9a-f]{40}@mail\.plumbline\.example>$/);
    expect(messageIdOf('a:1', domain)).toBe(messageIdOf('a:1', domain));
    expect(messageIdOf('a:2', domain)).not.toBe(messageIdOf('a:1', domain));
    expect(domainOf('no-reply@localhost')).toBe('localhost');
    expect(() => domainOf('Plumbline')).toThrow('MAIL_FROM must be an address');
  });
});
