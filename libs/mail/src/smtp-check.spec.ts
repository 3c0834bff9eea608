import { afterEach, expect, it } from '@jest/globals';
import { TestSmtpServer } from '../../../test/fixtures/smtp-server.js';
import { testCertificate } from '../../../test/fixtures/test-certificate.js';
import { FROM } from './mail-world.fixture.js';
import { USUAL_PACE } from './mail-pace.js';
import { smtpSettings } from './sending/smtp-settings.js';
import { SmtpTransport } from './sending/smtp-transport.js';
import { SmtpCheck } from './smtp-check.js';

let transport: SmtpTransport | undefined;
let server: TestSmtpServer | undefined;
afterEach(async () => {
  transport?.beforeApplicationShutdown();
  await server?.stop();
});

it('tells whether the server lets us in, and is not asked anew for each probe', async () => {
  const certificate = testCertificate();
  server = await TestSmtpServer.start({ certificate, login: { user: 'u', password: 'p' } });
  transport = new SmtpTransport(smtpSettings(server.url), USUAL_PACE, { from: FROM, ca: certificate.cert });
  let asked = 0;
  const probe = (): Promise<void> => {
    asked += 1;
    return (transport as SmtpTransport).probe();
  };
  const check = new SmtpCheck({ probe });
  await Promise.all([check.check(), check.check()]);
  await check.check();
  expect(asked).toBe(1);
});

it('tells by codes why not', async () => {
  const certificate = testCertificate();
  server = await TestSmtpServer.start({ certificate, login: { user: 'u', password: 'p' } });
  transport = new SmtpTransport(smtpSettings(server.url.replace('u:p@', 'u:wrong@')), USUAL_PACE, { from: FROM, ca: certificate.cert });
  await expect(new SmtpCheck(transport).check()).rejects.toThrow(/^535 AUTH PLAIN$/);
});
