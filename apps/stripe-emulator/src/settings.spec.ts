import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readSettings } from './settings.ts';

const DATA = path.resolve('.data', 'stripe-emulator');

describe('readSettings', () => {
  it.each([
    [[], {}, { port: 3010, host: '127.0.0.1', webhooks: [], data: DATA }],
    [['--memory'], { PORT: '0' }, { port: 0, host: '127.0.0.1', webhooks: [] }],
    [['--port', '1', '--host', '::1', '--data', '/x'], { PORT: '2' }, { port: 1, host: '::1', webhooks: [], data: path.resolve('/x') }],
    [['--memory', '--url', 'https://pay.example/'], {}, { port: 3010, host: '127.0.0.1', webhooks: [], publicUrl: 'https://pay.example' }],
    [['--memory', '--webhook', 'http://a/?q=1=whsec_1'], { STRIPE_EMULATOR_WEBHOOKS: 'http://b/|s=2,https://c/|s3' }, { port: 3010, host: '127.0.0.1', webhooks: [{ url: 'http://b/', secret: 's=2' }, { url: 'https://c/', secret: 's3' }, { url: 'http://a/?q=1', secret: 'whsec_1' }] }],
    [['--help'], {}, 'help'],
  ])('%o %o', (args, env, settings) => expect(readSettings(args, env as Record<string, string>)).toEqual(settings));

  it.each([[['--port', 'x']], [['--port', '65536']], [['--memory', '--data', '/x']], [['--webhook', 'http://a/']], [['--webhook', 'ftp://a=s']], [['--url', 'nowhere']], [['--nonsense']], [['extra']]])('%o is refused in a sentence', (args) => {
    expect(() => readSettings(args, {})).toThrow(/./);
  });
});
