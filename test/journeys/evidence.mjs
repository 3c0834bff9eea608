// The firm's files: one for each statement of tier 2, each of another content, and those that are refused.
import { Blob } from 'node:buffer';
import { createHash } from 'node:crypto';
import { deflateSync, crc32 } from 'node:zlib';
import { expect, step, told } from './journey.mjs';

/** @param {Buffer} bytes */
export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** A PDF of one page with a line of text. @param {string} line */
function pdf(line) {
  const text = `BT /F1 18 Tf 72 720 Td (${line}) Tj ET`;
  const objects = ['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count 1 >>', '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>', `<< /Length ${text.length} >>\nstream\n${text}\nendstream`, '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'];
  let document = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = document.length;
    document += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const start = document.length;
  return Buffer.from(`${document}xref\n0 6\n0000000000 65535 f \n${offsets.join('')}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`);
}

/** A PNG of one pixel. @param {number} grey 0..255 */
function png(grey) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const head = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.from([0, grey]))), chunk('IEND', Buffer.alloc(0))]);
}

/** @param {string} statementId @param {string} what @param {number} place */
function fileFor(statementId, what, place) {
  const line = `Evidence for ${statementId}, ${what}`;
  if (place % 3 === 1) return { name: `${statementId}-${what}.png`, content: png(place), type: 'image/png' };
  if (place % 3 === 2) return { name: `${statementId}-${what}.txt`, content: Buffer.from(`${line}\n`), type: 'text/plain' };
  return { name: `${statementId}-${what}.pdf`, content: pdf(line), type: 'application/pdf' };
}

/**
 * Uploads a file for each statement, and shows what is refused.
 * @param {import('./journey.mjs').Caller} firm
 * @param {string} assessmentId
 * @param {{ id: string }[]} statements
 */
export async function collectEvidence(firm, assessmentId, statements) {
  const send = (statementId, { name, content, type }) => {
    const body = new FormData();
    body.append('statementId', statementId);
    body.append('file', new Blob([content], { type }), name);
    return firm.call('POST', `assessments/${assessmentId}/evidence`, { body });
  };
  const upload = (statementId, what) => send(statementId, fileFor(statementId, what, 0));
  const evidence = [];
  for (const [place, { id }] of statements.entries()) {
    const file = fileFor(id, 'first', place);
    const { status, json } = await send(id, file);
    expect(status === 201, `upload evidence for ${id}: ${status} ${json?.code} ${json?.detail}`);
    expect(json.sha256 === sha256(file.content) && json.mediaType === file.type, `upload evidence for ${id}: it was kept as ${json.mediaType}, ${json.sha256}.`);
    evidence.push(json);
  }
  told(`201  upload ${evidence.length} files for tier 2: ${[...new Set(evidence.map(({ mediaType }) => mediaType))].join(', ')}, each with its sha-256`);
  const [first] = statements;
  await step('upload one of them twice', 409, () => send(first.id, fileFor(first.id, 'first', 0)), ({ json: { detail } }) => detail);
  await step('upload a program that calls itself a PDF', 400, () => send(first.id, { name: 'report.pdf', content: Buffer.from('MZ\u0090\0\u0003'.padEnd(512, '\0'), 'latin1'), type: 'application/pdf' }), ({ json: { detail } }) => detail);
  await step('upload nothing', 400, () => send(first.id, { name: 'empty.pdf', content: Buffer.alloc(0), type: 'application/pdf' }), ({ json: { detail } }) => detail);
  return { evidence, upload };
}
