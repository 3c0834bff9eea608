import { createHash } from 'node:crypto';
import { Html, html } from '@plumbline/common';
import { type Certificate, type Status } from '../../domain/certificate.js';
import { pageUrl } from '../../domain/claims.js';
import { longDate } from '../../domain/long-date.js';
import { verdictOn } from '../../domain/verdict.js';
import { qrCode } from '../qr-code.js';
import { PAGE_STYLE } from './page-style.js';

/** Content-Security-Policy of the page: its own style, by its hash, and nothing else: no script, no picture, no font. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(PAGE_STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** A plumb line, which hangs from the frame. */
const PLUMB_LINE = new Html('<svg class="line" viewBox="0 0 28 64" aria-hidden="true" focusable="false"><path d="M14 0v38" stroke="#b08d3c" stroke-width="1.4"/><path d="M9.5 38h9l1.6 7L14 62 7.9 45z" fill="#16233a"/><path d="M9 36.6h10v2.6H9z" fill="#b08d3c"/></svg>');

const TITLES: Readonly<Record<Exclude<Status, 'valid'>, string>> = { not_yet_valid: 'Not yet valid', expired: 'Expired', superseded: 'Replaced', revoked: 'Revoked' };

function banner({ supersededBy }: Certificate, status: Status, sentence: string, publicUrl: string): Html {
  if (status === 'valid') return html`<p class="status valid">${sentence}</p>`;
  const newer = status === 'superseded' && supersededBy !== undefined ? html` <a href="${pageUrl(publicUrl, supersededBy)}">Open the newer one.</a>` : html``;
  return html`<p class="status not">${sentence}${newer}</p>`;
}

const fact = (name: string, value: Html): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
/** An address that does not break inside the number. */
const address = (before: string, number: string, after = ''): Html => html`<span class="address">${before}<wbr><b>${number}</b>${after}</span>`;
const day = (at: Date): Html => html`<time datetime="${at.toISOString()}">${longDate(at)}</time>`;

/** The longest names are legal names of two hundred characters; they must not push the rest off the page. */
function nameSize(name: string): string {
  if (name.length > 100) return 'firm longest';
  return name.length > 45 ? 'firm long' : 'firm';
}

function facts({ number, issuedAt, expiresAt, verifiedFloor, catalogueVersion, keyId }: Certificate): Html {
  return html`<dl class="facts">
<div class="wide"><dt>Certificate number</dt><dd class="number">${number}</dd></div>
${fact('Verified', html`at least ${verifiedFloor} %`)}${fact('Issued', day(issuedAt))}${fact('Valid until', day(expiresAt))}
${fact('Catalogue', html`version ${catalogueVersion}`)}${fact('Critical statements', html`none failed`)}${fact('Signed with key', html`${keyId}`)}
</dl>`;
}

function check({ number }: Certificate, publicUrl: string): Html {
  const url = pageUrl(publicUrl, number);
  return html`<section class="check" aria-labelledby="check">
<figure role="img" aria-label="QR code that leads to ${url}">${new Html(qrCode(url))}</figure>
<div><h2 id="check">Check this certificate</h2>
<p>Scan the code, or open<br><a href="${url}">${address(`${publicUrl}/certificates/`, number)}</a></p>
<p>A print shows what was true when it was made; the address shows what is true now. Rely on it only when your browser shows exactly this address.</p></div>
</section>`;
}

/**
 * The page of a certificate: for screens, telephones and paper.
 * @param publicUrl without a slash at its end.
 */
export function certificatePage(certificate: Certificate, now: Date, publicUrl: string): string {
  const { number, businessName, verifiedFloor, catalogueVersion } = certificate;
  const { status, sentence } = verdictOn(certificate, now);
  const isValid = status === 'valid';
  const told = banner(certificate, status, sentence, publicUrl);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${isValid ? '' : `${TITLES[status]}: `}Certificate ${number} – ${businessName}</title>
<style>${new Html(PAGE_STYLE)}</style>
</head>
<body>
<main class="${isValid ? 'sheet' : 'sheet void'}">
<header>
${PLUMB_LINE}
<p class="issuer">Plumbline</p>
<h1>Certificate of Readiness</h1>
</header>
${isValid ? '' : told}
<p class="lead">${isValid ? 'This is to certify that' : 'It stated that'}</p>
<p class="${nameSize(businessName)}">${businessName}</p>
<p class="what">has shown that it is ready to do business with public buyers: at least ${verifiedFloor} % of the Plumbline readiness catalogue, version ${catalogueVersion}, is verified, by its declarations, by evidence that was reviewed, and by a navigator who has no part in the firm.</p>
${isValid ? told : ''}
${facts(certificate)}
${check(certificate, publicUrl)}
<p class="small">The name is the one that the firm had on the day of issue. The certificate is signed with Ed25519 and can be checked offline; its signed text stands at ${address(`${publicUrl}/api/v1/certificates/`, number, '/check')}, the keys at <span class="address">${publicUrl}/.well-known/certificate-keys.json</span>.</p>
</main>
<p class="print">Made for printing on A4 or Letter.</p>
</body>
</html>
`.text;
}
