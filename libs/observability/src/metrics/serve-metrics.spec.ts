import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Fastify from 'fastify';
import { METRICS_CONTENT_TYPE, type MetricsServer, mountMetrics, startMetricsServer } from '../index.js';

let server: MetricsServer;
beforeAll(async () => {
  server = await startMetricsServer(0, '127.0.0.1');
});
afterAll(() => server.stop());

describe('/metrics', () => {
  it('is served on a port of its own, and nothing else is', async () => {
    const answer = await fetch(`http://127.0.0.1:${server.port}/metrics`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, METRICS_CONTENT_TYPE]);
    expect(await answer.text()).toContain('# TYPE http_server_requests_total counter');
    expect((await fetch(`http://127.0.0.1:${server.port}/ready`)).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${server.port}/metrics`, { method: 'POST' })).status).toBe(404);
  });

  it('refuses a port that is taken', async () => {
    await expect(startMetricsServer(server.port, '127.0.0.1')).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('can be mounted on the main server', async () => {
    const app = Fastify();
    mountMetrics(app);
    await app.ready();
    const answer = await app.inject('/metrics');
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, METRICS_CONTENT_TYPE]);
    expect(answer.body).toContain('# TYPE http_server_request_duration_seconds histogram');
    await app.close();
  });
});
