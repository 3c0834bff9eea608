import { describe, expect, it } from '@jest/globals';
import { toSmtpFailure } from './smtp-failure.js';
import { smtpSettings } from './smtp-settings.js';

describe('SMTP_URL', () => {
  it.each([
    ['smtp://mail.example.org', { host: 'mail.example.org', port: 587, secure: false, requireTLS: false }],
    ['smtp://mail.example.org:2525?requireTLS=true', { host: 'mail.example.org', port: 2525, secure: false, requireTLS: true }],
    ['smtps://mail.example.org', { host: 'mail.example.org', port: 465, secure: true, requireTLS: false }],
    ['smtp://ada%40example.org:p%3Aw@mail.example.org', { host: 'mail.example.org', port: 587, secure: false, requireTLS: true, auth: { user: 'ada@example.org', pass: 'p:w' } }],
    ['smtp://u:100%@mail.example.org', { host: 'mail.example.org', port: 587, secure: false, requireTLS: true, auth: { user: 'u', pass: '100%' } }],
    ['smtp://[::1]:25?name=plumbline.example', { host: '::1', port: 25, secure: false, requireTLS: false, name: 'plumbline.example' }],
  ])('%s', (url, settings) => {
    expect(smtpSettings(url)).toEqual(settings);
  });

  it('with a parameter that is mistyped is refused, since it might be about TLS', () => {
    expect(() => smtpSettings('smtp://mail.example.org?requiretls=true')).toThrow('unknown parameter `requiretls`');
  });
});

describe('a failure', () => {
  it.each([
    [{ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550, response: '550 5.1.1 <ada@example.org> unknown' }, false, { codes: '550 5.1.1 RCPT TO', isPermanent: true, isUnconfirmed: false }],
    [{ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 450, response: '450-4.7.1 later\n450 4.7.1 please' }, false, { codes: '450 4.7.1 RCPT TO', isPermanent: false, isUnconfirmed: false }],
    [{ code: 'EMESSAGE', command: 'DATA', responseCode: 554, response: '554 no' }, true, { codes: '554 DATA', isPermanent: true, isUnconfirmed: false }],
    [{ code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 503, response: '503 5.5.1 order' }, false, { codes: '503 5.5.1 MAIL FROM', isPermanent: false, isUnconfirmed: false }],
    [{ code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 535, response: '535 5.7.8 no' }, false, { codes: '535 5.7.8 AUTH PLAIN', isPermanent: false, isUnconfirmed: false }],
    [{ code: 'EPROTOCOL', command: 'CONN', responseCode: 554, response: '554 5.7.1 go away' }, false, { codes: '554 5.7.1 CONN', isPermanent: false, isUnconfirmed: false }],
    [{ code: 'EENVELOPE', command: 'API' }, false, { codes: 'EENVELOPE API', isPermanent: true, isUnconfirmed: false }],
    [{ code: 'ECONNECTION', command: 'CONN' }, true, { codes: 'ECONNECTION CONN', isPermanent: false, isUnconfirmed: true }],
    [{ code: 'ada@example.org', command: 'RCPT TO:<ada@example.org>' }, false, { codes: 'UNKNOWN', isPermanent: false, isUnconfirmed: false }],
    ['what?', false, { codes: 'UNKNOWN', isPermanent: false, isUnconfirmed: false }],
  ])('%j (handed over: %s)', (error, isHandedOver, expected) => {
    expect(toSmtpFailure(error, isHandedOver, false)).toMatchObject(expected);
  });

  it('by our own impatience is a time-out', () => {
    expect(toSmtpFailure({ code: 'EABORT' }, false, true).codes).toBe('ETIMEDOUT DATA');
  });
});
