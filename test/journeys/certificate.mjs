// A certificate in the hands of a stranger: asked about by its public address, and checked without asking anybody.
import { execFileSync } from 'node:child_process';
import { createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, step, told } from './journey.mjs';

const VERIFIER = new URL('../../tools/verify-certificate.mjs', import.meta.url).pathname;

/** @param {import('./journey.mjs').Caller} stranger @param {{ number: string, jws: string }} certificate */
export async function checkPublicly(stranger, { number, jws }) {
  await step('anybody asks', 200, () => stranger.call('GET', `certificates/${number}/check`), ({ json: { status, sentence }, headers }) => `${status}: ${sentence} (${headers.get('cache-control')})`);
  await step('anybody looks at the page', 200, () => stranger.call('GET', `/certificates/${number}`, { headers: { accept: 'text/html' } }), ({ bytes }) => `${bytes.length} bytes of HTML, to be printed`);
  await step('and at its QR code', 200, () => stranger.call('GET', `certificates/${number}/qr.svg`, { headers: { accept: '*/*' } }), ({ bytes, headers }) => `${bytes.length} bytes of ${headers.get('content-type')}`);
  const changed = changeByte(jws);
  for (const [what, text, wanted] of [['the signed text', jws, 'valid'], ['the text with a changed byte', changed, 'changed'], ['the text with alg none', withoutSignature(jws), 'wrong_algorithm']]) {
    await step(`present ${what}`, 200, () => stranger.call('POST', 'certificates/check', { body: { jws: text } }), ({ json: { verdict, sentence } }) => {
      expect(verdict === wanted, `present ${what}: the verdict is ${verdict} instead of ${wanted}.`);
      return `${verdict}: ${sentence}`;
    });
  }
}

/** @param {import('./journey.mjs').Caller} stranger @param {{ jws: string }} certificate */
export async function checkOffline(stranger, { jws }) {
  const { json: keySet } = await step('fetch the public keys, once', 200, () => stranger.call('GET', '/.well-known/certificate-keys.json'), ({ json: { keys } }) => keys.map(({ kid, alg }) => `${kid} (${alg})`).join(', '));
  const [head, body, signature] = jws.split('.');
  const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString());
  const key = createPublicKey({ key: keySet.keys.find((one) => one.kid === kid), format: 'jwk' });
  expect(verify(null, Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url')), 'offline: the signature does not fit.');
  const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-journey-'));
  try {
    writeFileSync(path.join(folder, 'keys.json'), JSON.stringify(keySet));
    told(`     offline, by the signature alone: ${verifyWithTool(folder, jws).text}`);
    const changed = verifyWithTool(folder, changeByte(jws));
    expect(changed.code === 1, 'offline: a changed text was taken.');
    told(`     offline, with a changed byte: ${changed.text}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param {string} folder @param {string} jws */
function verifyWithTool(folder, jws) {
  const file = path.join(folder, 'certificate.jws');
  writeFileSync(file, jws);
  try {
    const text = execFileSync(process.execPath, [VERIFIER, file, '--keys', path.join(folder, 'keys.json')], { encoding: 'utf8', stdio: 'pipe' });
    return { code: 0, text: text.split('\n')[0] };
  } catch (error) {
    return { code: error.status, text: error.stderr.trim() };
  }
}

/** @param {string} jws */
function changeByte(jws) {
  const [head, body, signature] = jws.split('.');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
  return [head, Buffer.from(JSON.stringify({ ...claims, verifiedFloor: claims.verifiedFloor === 99 ? 98 : 99 })).toString('base64url'), signature].join('.');
}

/** @param {string} jws */
function withoutSignature(jws) {
  const [head, body, signature] = jws.split('.');
  const header = JSON.parse(Buffer.from(head, 'base64url').toString());
  return [Buffer.from(JSON.stringify({ ...header, alg: 'none' })).toString('base64url'), body, signature].join('.');
}
