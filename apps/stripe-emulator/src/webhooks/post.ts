import http from 'node:http';
import https from 'node:https';

const TIMEOUT_MS = 20_000;
const agents = { http: new http.Agent({ keepAlive: true, maxSockets: 64 }), https: new https.Agent({ keepAlive: true, maxSockets: 64 }) };

/**
 * Sends a webhook.
 * @returns the answer's status; 0 when there was none
 */
export function postEvent(url: string, body: string, signature: string): Promise<number> {
  const secure = url.startsWith('https:');
  return new Promise((resolve) => {
    const request = (secure ? https : http).request(url, {
      method: 'POST', agent: secure ? agents.https : agents.http, timeout: TIMEOUT_MS,
      headers: { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body), 'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)', accept: '*/*', 'cache-control': 'no-cache', 'stripe-signature': signature },
    });
    request.on('response', (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', () => resolve(0));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(0));
    request.end(body);
  });
}
