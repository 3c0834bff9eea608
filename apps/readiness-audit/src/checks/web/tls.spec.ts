import { describe, expect, it } from '@jest/globals';
import { outcomeIn } from '../../specimen/scene.fixture.ts';
import { transport } from './tls.ts';

const target = { ca: '{{folder}}/ca.pem' };

describe('web.tls', () => {
  it('says that a certificate is over', async () => {
    expect(await outcomeIn(transport, { tls: { days: -1 }, target })).toMatchObject({ outcome: 'fail', findings: [{ problem: expect.stringMatching(/not believed: CERT_HAS_EXPIRED/) as unknown }, { problem: expect.stringMatching(/ends/) as unknown }] });
  });

  it('says that a certificate is nearly over', async () => {
    expect(await outcomeIn(transport, { tls: { days: 3 }, target })).toMatchObject({ outcome: 'fail', findings: [{ problem: expect.stringMatching(/ends .*in \d days/) as unknown }] });
  });

  it('says which old versions are still spoken', async () => {
    expect(await outcomeIn(transport, { tls: { minVersion: 'TLSv1' }, target })).toMatchObject({ outcome: 'fail', findings: [{ problem: 'it still speaks TLSv1' }, { problem: 'it still speaks TLSv1.1' }] });
  });
});
