import { once } from 'node:events';
import http from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { audit } from '../audit.ts';
import { CHECKS } from '../checks/index.ts';
import { startSpecimen } from '../specimen/specimen.fixture.ts';
import { Lab } from './lab.ts';
import { Unavailable } from './unavailable.ts';

describe('the lab', () => {
  it('gives up in one sentence when the target dies in mid-run', async () => {
    const specimen = await startSpecimen();
    const lab = new Lab({ baseUrl: specimen.url, name: 'specimen', folder: '/' });
    expect((await lab.send({ method: 'GET', path: '/health/live' })).answer?.status).toBe(200);
    await specimen.close();
    for (let turn = 0; turn < 3; turn += 1) expect((await lab.send({ method: 'POST', path: '/login' })).failure).toBe('refused');
    expect(lab.gone).toMatch(/^The target stopped answering behind x1: connect ECONNREFUSED .* \(x4\)\.$/);
    expect(lab.died).toEqual({ behind: 'x1', reason: expect.stringContaining('ECONNREFUSED') });
    await expect(lab.send({ method: 'GET', path: '/' })).rejects.toThrow(new Unavailable(lab.gone));
    await expect(lab.together([{ method: 'GET', path: '/' }])).rejects.toThrow(Unavailable);
    await expect(lab.bytes(Buffer.from(''), { method: 'GET', path: '/' })).rejects.toThrow(Unavailable);
    expect(lab.requests).toBe(5);
    await lab.leave();
  });

  it('goes on when one operation hangs and the others answer', async () => {
    const hanging = http.createServer((request, response) => {
      if (request.url === '/there') response.end('{}');
    }).listen(0, '127.0.0.1');
    await once(hanging, 'listening');
    const lab = new Lab({ baseUrl: `http://127.0.0.1:${(hanging.address() as { readonly port: number }).port}`, name: 'hanging', folder: '/' });
    await lab.send({ method: 'GET', path: '/there' });
    for (let turn = 0; turn < 4; turn += 1) expect((await lab.send({ method: 'GET', path: '/hangs', timeoutMs: 50 })).failure).toBe('timeout');
    expect([lab.gone, lab.died]).toEqual([undefined, undefined]);
    await lab.leave();
    hanging.closeAllConnections();
    hanging.close();
  });

  it('judges nothing of a target that is not there, and breaks nothing', async () => {
    const specimen = await startSpecimen();
    await specimen.close();
    const { outcomes } = await audit(new Lab({ baseUrl: specimen.url, name: 'specimen', folder: '/' }), CHECKS);
    expect([...outcomes].filter(([, { outcome }]) => outcome === 'error' || outcome === 'pass')).toEqual([]);
  });

  it('says of each check that the budget was spent before it was done', async () => {
    const specimen = await startSpecimen();
    const { outcomes } = await audit(new Lab({ baseUrl: specimen.url, name: 'specimen', folder: '/', budget: { total: 5 } }), CHECKS);
    expect([...outcomes].filter(([, { outcome }]) => outcome === 'error')).toEqual([]);
    expect([...outcomes.values()].some((outcome) => 'reason' in outcome && outcome.reason.includes('The budget of 5 requests is spent'))).toBe(true);
    await specimen.close();
  });
});
